import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { nameOf } from '../render/printEntries.ts'
import { printTable } from '../render/printTable.ts'

export function addSimilarCommand(program: Command): void {
  program
    .command('similar')
    .summary('print models like one model, and why')
    .argument('<model>', 'a slug, or an id as its source writes it')
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 10)
    .addHelpText('after', '\nExample:\n  weighthouse similar Qwen/Qwen3-8B')
    .action((slug: string, { limit }: { limit: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.catalog.findSimilar({ slug, limit })
        answer(CatalogService.method.findSimilar, response, () => {
          if (response.models.length === 0) process.stdout.write('The catalog has nothing like it.\n')
          printTable(
            [{ title: 'ID', flexible: true }, { title: 'SCORE', align: 'right' }, { title: 'BECAUSE' }],
            response.models.map(({ entry, score, reasons }) => [
              entry ? nameOf(entry) : '',
              score.toFixed(2),
              reasons.join(', '),
            ]),
          )
        })
      }),
    )
}
