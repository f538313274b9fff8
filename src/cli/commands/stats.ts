import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatInteger } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addStatsCommand(program: Command): void {
  program
    .command('stats')
    .summary('print how many models the catalog holds, and how old it is')
    .addHelpText('after', '\nExample:\n  weighthouse stats --json')
    .action((_options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const statistics = await api.catalog.getStatistics({})
        answer(CatalogService.method.getStatistics, statistics, () => {
          printTable(
            [
              { title: 'SOURCE' },
              { title: 'MODELS', align: 'right' },
              { title: 'REMOVED', align: 'right' },
              { title: 'LAST SYNC' },
              { title: 'LAST FULL SYNC' },
            ],
            [
              ...statistics.sources.map((source) => [
                source.source,
                formatInteger(Number(source.total)),
                formatInteger(Number(source.removed)),
                formatTime(source.syncedAt),
                formatTime(source.completedAt),
              ]),
              ['all', formatInteger(Number(statistics.total)), formatInteger(Number(statistics.removed)), '', ''],
            ],
          )
        })
      }),
    )
}

function formatTime(time: bigint | undefined): string {
  return time === undefined ? 'never' : `${new Date(Number(time)).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
