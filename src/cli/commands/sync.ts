import { create } from '@bufbuild/protobuf'
import { Argument, type Command } from 'commander'

import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatInteger } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'
import { runJob } from '../runJob.ts'

interface SyncOptions {
  first: number
  thenRest?: boolean
  delta?: boolean
  full?: boolean
  force?: boolean
}

export function addSyncCommand(program: Command): void {
  program
    .command('sync')
    .summary('read what sources publish into the catalog')
    .description(
      'Reads every page of every source (or of one) into the catalog. An interrupted sync goes on where it stopped. Models that their source no longer lists are marked as removed, never deleted.',
    )
    .addArgument(new Argument('[source]', 'the source to read; none reads all').choices(['huggingface', 'civitai']))
    .option('--first <n>', 'read only this many models a source, the most downloaded first', parseCount, 0)
    .option('--then-rest', 'with --first: read everything else afterwards')
    .option('--delta', 'read only what changed since the last sync; downloads and likes of the rest stay')
    .option('--full', 'read everything, which alone finds what was removed (the default)')
    .option('--force', 'believe a full listing that has lost a large part of the models')
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse sync\n  weighthouse sync huggingface --first 10000\n  weighthouse sync --delta',
    )
    .action((source: string | undefined, options: SyncOptions, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [{ CatalogService }, { SyncCatalogResponseSchema }, { syncRequest, syncMessage }] = await Promise.all([
          import('../../gen/weighthouse/v1/catalog_pb.ts'),
          import('../../gen/weighthouse/v1/sync_pb.ts'),
          import('../../server/messages/syncMessage.ts'),
        ])
        const { payload, dedupeKey } = syncRequest({
          source: source ? [source] : [],
          first: options.first,
          thenRest: options.thenRest ?? false,
          delta: options.delta ?? false,
          full: options.full ?? false,
          force: options.force ?? false,
        })
        const response = create(
          SyncCatalogResponseSchema,
          syncMessage(await runJob(context, 'sync', payload, dedupeKey)),
        )
        context.answer(CatalogService.method.syncCatalog, response, () => {
          const rows = [
            ...Object.entries(response.sources),
            ...(response.total ? [['all', response.total] as const] : []),
          ]
          printTable(
            ['SOURCE', 'ADDED', 'CHANGED', 'REMOVED', 'UNCHANGED', 'REJECTED'].map((title, index) => ({
              title,
              align: index === 0 ? 'left' : 'right',
            })),
            rows.map(([name, counts]) => [
              name,
              ...[counts.added, counts.changed, counts.removed, counts.unchanged, counts.rejected].map((count) =>
                formatInteger(Number(count)),
              ),
            ]),
          )
        })
      }),
    )
}
