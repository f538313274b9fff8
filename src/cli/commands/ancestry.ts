import type { Command } from 'commander'

import type { Ancestry } from '../../gen/weighthouse/v1/ancestry_pb.ts'
import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatDay, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printAncestryCounts } from '../render/printAncestryCounts.ts'
import { printAncestryTree } from '../render/printAncestryTree.ts'
import { printEntries } from '../render/printEntries.ts'
import { describeRelation, printRelations } from '../render/printRelations.ts'

interface AncestryOptions {
  depth: number
  limit: number
  tree?: boolean
  counts?: boolean
  path?: string
  new?: boolean
}

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
    .option('--tree', 'draw who descends from whom')
    .option('--counts', 'count all descendants by relation, depth and author instead of naming them')
    .option('--path <to>', 'print the shortest way to another model instead')
    .option('--new', 'print the newest descendants instead')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse ancestry Qwen/Qwen2.5-7B-Instruct --depth 2
  weighthouse ancestry meta-llama/Llama-3.1-8B --counts
  weighthouse ancestry TheBloke/zephyr-7B-beta-GGUF --path mistralai/Mistral-7B-v0.1`,
    )
    .action((slug: string, options: AncestryOptions, command: Command) =>
      withWeighthouse(command, async (context) => {
        if (options.path !== undefined) return printPath(context, slug, options.path)
        if (options.new) return printNewest(context, slug, options.limit)
        const { depth, limit, tree, counts } = options
        const ancestry = await context.api.catalog.getAncestry({ slug, depth, limit })
        context.answer(CatalogService.method.getAncestry, ancestry, () => {
          if (tree) printAncestryTree(ancestry)
          else if (counts) printAncestryCounts(ancestry)
          else printBoth(ancestry)
        })
      }),
    )
}

function printBoth(ancestry: Ancestry): void {
  process.stdout.write(`${plainText(ancestry.entry?.id ?? '')}\n`)
  if (ancestry.ancestorsTotal + ancestry.descendantsTotal === 0n) {
    process.stdout.write('  The catalog knows no parents and no children of it.\n')
  }
  printRelations('ancestors', ancestry.ancestors, Number(ancestry.ancestorsTotal))
  printRelations('descendants', ancestry.descendants, Number(ancestry.descendantsTotal))
  if (ancestry.cycle.length > 0) {
    process.stdout.write(`  It descends from itself: ${plainText(ancestry.cycle.join(' → '))}\n`)
  }
}

async function printPath({ api, answer }: CliContext, slug: string, to: string): Promise<void> {
  const response = await api.catalog.findPath({ slug, to })
  answer(CatalogService.method.findPath, response, () => {
    if (response.steps.length === 0) process.stdout.write('They are not related, as far as the catalog knows.\n')
    for (const step of response.steps) {
      const arrow = step.direction === 'to-parent' ? '↑ ' : step.direction === 'to-child' ? '↓ ' : '  '
      process.stdout.write(`${arrow}${step.direction === '' ? plainText(step.id) : describeRelation(step)}\n`)
    }
  })
}

async function printNewest({ api, answer }: CliContext, slug: string, limit: number): Promise<void> {
  const response = await api.catalog.listDerivatives({ slug, limit: Math.min(limit, 100) })
  answer(CatalogService.method.listDerivatives, response, () => {
    if (response.total === 0n) process.stdout.write('The catalog knows no descendants of it.\n')
    printEntries(response.entries, [
      {
        title: 'CREATED',
        cell: ({ createdAt }) => (createdAt === undefined ? '' : formatDay(Number(createdAt))),
      },
    ])
    if (response.entries.length < Number(response.total)) {
      process.stdout.write(`\n${response.entries.length} of ${plural(response.total, 'descendant')}\n`)
    }
  })
}
