import type { Order, Settled } from '../order/order.ts'
import type { JobContext } from './jobHandler.ts'

const mostLogged = 100

/** Lets folders follow what their models are now, and says in the log which could not. */
export async function settleShelves(
  order: Pick<Order, 'settle'>,
  { signal, log }: Pick<JobContext, 'signal' | 'log'>,
): Promise<{ settled: number; unsettled: Settled['problems'] }> {
  const { moved, problems } = await order.settle({ signal })
  for (const { slug, to } of moved.slice(0, mostLogged)) await log('info', `${slug} is in ${to} now, by what it is`)
  for (const { slug, reason } of problems.slice(0, mostLogged)) await log('warn', `${slug}: ${reason}`)
  return { settled: moved.length, unsettled: problems.slice(0, 1000) }
}
