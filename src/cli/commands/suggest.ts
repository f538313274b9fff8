import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatCount } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addSuggestCommand(program: Command): void {
  program
    .command('suggest')
    .summary('print what a search box would offer for the beginning of a word')
    .argument('<text...>', 'what was typed so far')
    .option('--limit <n>', 'how many to print, 1 to 20', parseCount, 8)
    .addHelpText('after', '\nExample:\n  weighthouse suggest lla')
    .action((text: string[], { limit }: { limit: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.catalog.suggest({ q: text.join(' '), limit })
        answer(CatalogService.method.suggest, response, () => {
          if (response.suggestions.length === 0) process.stdout.write('Nothing begins like this.\n')
          printTable(
            [
              { title: 'KIND' },
              { title: 'TEXT', flexible: true },
              { title: 'COUNT', align: 'right' },
              { title: 'SLUG' },
            ],
            response.suggestions.map(({ kind, text, count, slug }) => [kind, text, formatCount(Number(count)), slug]),
          )
        })
      }),
    )
}
