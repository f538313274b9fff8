/** What something took, in seconds. */
export interface Taken {
  seconds: number
  /** Of this process and all its threads, user and system. */
  cpuSeconds: number
}

export async function measure(work: () => Promise<unknown>): Promise<Taken> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { seconds, cpuSeconds: (user + system) / 1e6 }
}

/** The run in the middle by time. */
export function median(runs: readonly Taken[]): Taken {
  const middle = runs.toSorted((one, other) => one.seconds - other.seconds)[Math.floor((runs.length - 1) / 2)]
  if (!middle) throw new Error('Nothing was measured')
  return middle
}
