import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printEntries } from '../render/printEntries.ts'
import { printAuthors, printSources, printStatistics } from '../render/printStatistics.ts'

export function addStatsCommand(program: Command): void {
  program
    .command('stats')
    .summary('print how many models the catalog holds, of which kinds, and how old it is')
    .description(
      'Prints totals and when each source was last read; with --full distributions, tops, families and more.',
    )
    .option('--full', 'print every figure, each with what it counts')
    .option('--author <name>', 'print what this author published instead')
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse stats --full\n  weighthouse stats --author Qwen\n  weighthouse stats --json',
    )
    .action((options: { full?: boolean; author?: string }, command: Command) =>
      withWeighthouse(command, async (context) => {
        if (options.author !== undefined) return printAuthor(context, options.author)
        const statistics = await context.api.catalog.getStatistics({})
        context.answer(CatalogService.method.getStatistics, statistics, () => {
          printSources(statistics)
          if (options.full) printStatistics(statistics)
        })
      }),
    )
}

async function printAuthor({ api, answer }: CliContext, name: string): Promise<void> {
  const author = await api.catalog.getAuthor({ author: name })
  answer(CatalogService.method.getAuthor, author, () => {
    process.stdout.write(`${plainText(author.author)}\n\n`)
    printAuthors(author.statistics)
    for (const { source, entries } of author.tops) {
      process.stdout.write(`\n${plural(entries.length, 'most downloaded model')} at ${source}\n`)
      printEntries(entries)
    }
  })
}
