import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatInteger } from '../render/formatNumbers.ts'
import { runJob } from '../runJob.ts'

export function addSnapshotCommand(program: Command): void {
  program
    .command('snapshot')
    .summary('write down the downloads and likes of today, for trends')
    .description('A day has one snapshot; taken again, the later one stands. A sync takes one, too.')
    .addHelpText('after', '\nExample:\n  weighthouse snapshot')
    .action((_options: unknown, command: Command) =>
      withWeighthouse(command, async (context) => {
        const { jobMessage } = await import('../../server/messages/jobMessage.ts')
        const job = jobMessage(await runJob(context, 'snapshot', {}, 'snapshot'))
        context.answer(CatalogService.method.takeSnapshot, job, () => {
          const { models, snapshots } = job.result ?? {}
          process.stdout.write(
            `${formatInteger(Number(models ?? 0))} models written down; days with a snapshot: ${formatInteger(Number(snapshots ?? 0))}\n`,
          )
        })
      }),
    )
}
