import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatDay, formatInteger, plural } from '../render/formatNumbers.ts'
import { printEntries } from '../render/printEntries.ts'
import { wrapText } from '../render/wrapText.ts'
import { addSearchOptions, readSearchText, type SearchOptions, toSearchRequest } from '../searchOptions.ts'

interface TrendingOptions extends SearchOptions {
  rising?: boolean
  new?: boolean
  bySource?: boolean
  limit: number
  cursor?: string
}

export function addTrendingCommand(program: Command): void {
  const command = program
    .command('trending')
    .summary('print what rises fast, what is new, or what the sources call trending')
    .description(
      'Our own score goes by daily snapshots of downloads and likes; it needs two of them, which syncs of two days take.',
    )
    .argument('[words...]', 'only models with these words')
    .option('--rising', 'by our own score (the default)')
    .option('--new', 'the newest first')
    .option('--by-source', "by the source's own score")
  addSearchOptions(command, { sort: false })
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 20)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse trending --source huggingface
  weighthouse trending --new --task text-to-image --limit 50`,
    )
    .action((words: string[], options: TrendingOptions, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const { limit, cursor } = options
        const kind = options.new ? 'new' : options.bySource ? 'source' : 'rising'
        const search = { ...toSearchRequest(readSearchText(words, options, command)), limit, cursor }
        const response = await api.catalog.listTrending({ kind, search })
        answer(CatalogService.method.listTrending, response, () => {
          if (response.models.length === 0) {
            process.stdout.write(
              kind === 'rising' && response.snapshots < 2
                ? `There ${response.snapshots === 1 ? 'is one snapshot' : 'are no snapshots'} yet; two are needed. Take one a day with: weighthouse snapshot\n`
                : 'No model matches.\n',
            )
            return
          }
          const models = response.models.flatMap((model) => (model.entry ? [{ ...model, entry: model.entry }] : []))
          printEntries(
            models.map(({ entry }) => entry),
            [
              {
                title: kind === 'new' ? 'CREATED' : 'SCORE',
                align: 'right',
                cell: ({ createdAt }, index) =>
                  kind === 'new'
                    ? createdAt === undefined
                      ? ''
                      : formatDay(Number(createdAt))
                    : (models[index]?.score?.toFixed(2) ?? ''),
              },
              { title: '+DOWNLOADS', align: 'right', cell: (_, index) => gain(models[index]?.downloadsGained) },
              { title: '+LIKES', align: 'right', cell: (_, index) => gain(models[index]?.likesGained) },
            ],
          )
          process.stdout.write(`\n${models.length} of ${plural(response.total, 'model')}\n`)
          if (response.formula !== '') process.stdout.write(`${wrapText(response.formula, 0)}\n`)
        })
      }),
    )
}

function gain(count: bigint | undefined): string {
  return count === undefined ? '' : formatInteger(Number(count))
}
