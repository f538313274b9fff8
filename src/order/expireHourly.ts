import type { Log } from '../foundation/log.ts'
import { delay } from '../foundation/time.ts'
import type { Order } from './order.ts'

const oneHourMs = 60 * 60 * 1000

/** Deletes what has been in the trash for longer than the setting says, now and every hour, until `signal` is aborted. */
export async function expireHourly(order: Pick<Order, 'expire'>, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { entries, bytes } = await order.expire(signal)
      if (entries.length > 0) log.info({ models: entries.length, bytes }, 'models left the trash for good')
      await delay(oneHourMs, signal)
    } catch (error) {
      if (signal.aborted) return
      log.error({ error }, 'the trash could not be emptied of what is too old')
      await delay(oneHourMs, signal).catch(() => {})
    }
  }
}
