import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { printRelations } from './show.ts'

export function addAncestryCommand(program: Command): void {
  program
    .command('ancestry')
    .summary('print what a model descends from, and what descends from it')
    .description(
      'Walks the base-model relations of the catalog in both directions. Relations that nobody stated are marked as inferred.',
    )
    .argument('<model>', 'a slug, or an id as its source writes it')
    .option('--depth <n>', 'at most this many steps; 0 means all', parseCount, 0)
    .option('--limit <n>', 'at most this many models in each direction; totals count all', parseCount, 200)
    .addHelpText('after', '\nExample:\n  weighthouse ancestry Qwen/Qwen2.5-7B-Instruct --depth 2')
    .action((slug: string, options: { depth: number; limit: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const ancestry = await api.catalog.getAncestry({ slug, ...options })
        answer(CatalogService.method.getAncestry, ancestry, () => {
          process.stdout.write(`${ancestry.entry?.id ?? slug}\n`)
          if (ancestry.ancestorsTotal + ancestry.descendantsTotal === 0n) {
            process.stdout.write('  The catalog knows no parents and no children of it.\n')
          }
          printRelations('ancestors', ancestry.ancestors, Number(ancestry.ancestorsTotal))
          printRelations('descendants', ancestry.descendants, Number(ancestry.descendantsTotal))
        })
      }),
    )
}
