import type { OrderStep } from '../../src/order/orderParts.ts'
import { openOrderIn } from './openTestOrder.ts'

/** What orderProcess.ts is told, as JSON. */
export interface OrderTask {
  home: string
  task: 'remove' | 'restore' | 'empty' | 'move' | 'link' | 'settle'
  /** Slug, or name in the trash; of `link` nothing. */
  id: string
  /** The process ends itself there, as a power cut would. */
  killAt: OrderStep
}

/* Changes a library and is killed at a step: node orderProcess.ts TASK_AS_JSON. Prints `not killed` if it lives. */
if (process.argv[1] === import.meta.filename) {
  const { home, task, id, killAt } = JSON.parse(process.argv[2] ?? '') as OrderTask
  const onStep = (step: OrderStep) => {
    if (step === killAt) process.kill(process.pid, 'SIGKILL')
  }
  const { order } = await openOrderIn(home, { onStep })
  if (task === 'remove') await order.remove(id)
  else if (task === 'restore') await order.restore(id)
  else if (task === 'empty') await order.emptyTrash({ ids: [id] })
  else if (task === 'settle') await order.settle()
  else if (task === 'link') await order.linkDuplicates()
  else await order.move(id, { name: 'renamed', family: 'other-family' })
  process.stdout.write('not killed\n')
}
