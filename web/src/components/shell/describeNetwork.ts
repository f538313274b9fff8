import type { Status } from '#gen/admin_pb.ts'

/** What to say of the network, or undefined when all is well. The sample needs none. */
export function describeNetwork(status: Pick<Status, 'offline' | 'sample' | 'sources'>): string | undefined {
  if (status.sample) return undefined
  if (status.offline) return 'Offline by setting: no source is asked for anything. Everything already here works.'
  const gone = status.sources.filter((source) => !source.reachable && source.checkedAt > 0n)
  if (gone.length === 0) return undefined
  const hosts = gone.map(({ endpoint }) => (URL.canParse(endpoint) ? new URL(endpoint).host : endpoint))
  const lead = gone.length === status.sources.length ? 'No network: ' : ''
  return `${lead}${hosts.join(' and ')} cannot be reached. Everything already here works.`
}
