import { Argument, type Command } from 'commander'

import { growthFields } from '../../catalog/trends/trends.ts'
import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatDay, formatInteger } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addGrowthCommand(program: Command): void {
  program
    .command('growth')
    .summary('print models, downloads and likes by day, from the daily snapshots')
    .addArgument(new Argument('<by>', 'what to follow').choices(growthFields))
    .argument('[value]', 'which one; none follows those with the most models')
    .option('--days <n>', 'how many days back', parseCount, 30)
    .option('--limit <n>', 'at most this many of them', parseCount, 10)
    .addHelpText(
      'after',
      `
Examples:
  weighthouse growth author Qwen --days 90
  weighthouse growth model Qwen/Qwen3-8B
  weighthouse growth license`,
    )
    .action((by: string, value: string | undefined, options: { days: number; limit: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.catalog.getGrowth({ by, value, ...options })
        answer(CatalogService.method.getGrowth, response, () => {
          const rows = response.series.flatMap(({ value, source, days }) =>
            days.map(({ day, models, downloads, likes }) => [
              value,
              source,
              formatDay(Number(day)),
              ...[models, downloads, likes].map((count) => formatInteger(Number(count))),
            ]),
          )
          if (rows.length === 0) {
            process.stdout.write('There are no snapshots yet. Take one a day with: weighthouse snapshot\n')
          }
          printTable(
            [
              { title: by.toUpperCase(), flexible: true },
              { title: 'SOURCE' },
              { title: 'DAY' },
              { title: 'MODELS', align: 'right' },
              { title: 'DOWNLOADS', align: 'right' },
              { title: 'LIKES', align: 'right' },
            ],
            rows,
          )
        })
      }),
    )
}
