import type { Command } from 'commander'

import { OrderService } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'

export function addUndoCommand(program: Command): void {
  program
    .command('undo')
    .summary('take back the last removal, move or linking of duplicates')
    .description(
      'Takes back what was done last: brings a removed model back from the trash with its links, moves a renamed one back, or gives linked duplicates bytes of their own again. Run it again for the one before.',
    )
    .option('--dry-run', 'print what would be taken back and do nothing')
    .addHelpText('after', '\nExamples:\n  weighthouse undo --dry-run\n  weighthouse undo')
    .action((options: { dryRun?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const undone = await api.order.undo({ dryRun: options.dryRun ?? false })
        answer(OrderService.method.undo, undone, () => {
          process.stdout.write(`${undone.dryRun ? 'would take back' : 'took back'}: ${undone.says}\n`)
          for (const problem of undone.problems) process.stderr.write(`${problem}\n`)
        })
      }),
    )
}
