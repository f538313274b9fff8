import type { Command } from 'commander'

import { CatalogService, type Entry } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect, parseCount } from '../parseOptions.ts'
import { formatBytes, formatCount, formatDay, formatInteger, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

interface SearchOptions {
  source: string[]
  author: string[]
  task: string[]
  library: string[]
  license: string[]
  language: string[]
  tag: string[]
  format: string[]
  baseModel: string[]
  sort: string
  limit: number
  cursor?: string
  removed?: boolean
  gated?: boolean
  nsfwMask?: number
  facets?: boolean
}

export function addSearchCommand(program: Command): void {
  program
    .command('search')
    .summary('find models in the catalog, without a network')
    .description(
      'Finds models by words and filters. Every word must match the start of a word in the name, author, tags, base models or trigger words; -word excludes.',
    )
    .argument('[words...]', 'words; none lists everything')
    .option('--source <name>', 'huggingface or civitai (repeatable, any of)', collect, [])
    .option('--author <name>', 'by this author (repeatable)', collect, [])
    .option('--task <task>', 'for instance text-generation (repeatable)', collect, [])
    .option('--library <name>', 'for instance transformers (repeatable)', collect, [])
    .option('--license <id>', 'for instance apache-2.0 (repeatable)', collect, [])
    .option('--language <code>', 'for instance en (repeatable)', collect, [])
    .option('--tag <tag>', 'has this tag (repeatable, all of)', collect, [])
    .option('--format <name>', 'safetensors, gguf, onnx, … (repeatable)', collect, [])
    .option('--base-model <id>', 'directly derived from this model (repeatable)', collect, [])
    .option('--sort <order>', 'relevance, trending, downloads, likes, created, updated, parameters, bytes or name', '')
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 20)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .option('--removed', 'include models that their source no longer lists')
    .option('--gated', 'only models whose terms must be accepted')
    .option('--no-gated', 'only models without such terms')
    .option('--nsfw-mask <bits>', 'only models whose every CivitAI rating bit is in this mask; 1 = PG', parseCount)
    .option('--facets', 'also count the values of source, task, library, license, language, format, author and tag')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse search qwen gguf --sort downloads --limit 5
  weighthouse search "llama -lora" --license apache-2.0 --format safetensors
  weighthouse search --source civitai --tag anime --sort likes --json`,
    )
    .action((words: string[], options: SearchOptions, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const { gated, ...rest } = options
        const response = await api.catalog.search({
          ...rest,
          query: words.join(' '),
          gated: command.getOptionValueSource('gated') === 'cli' ? gated : undefined,
        })
        const { total } = response.total === 0n ? await api.catalog.getStatistics({}) : response
        answer(CatalogService.method.search, response, () => {
          if (response.total === 0n) {
            process.stdout.write(
              total === 0n
                ? 'The catalog is empty. Fill it with: weighthouse sync\n'
                : `None of the ${plural(total, 'model')} matches. Try fewer or shorter words, or fewer filters.\n`,
            )
            return
          }
          printEntries(response.entries)
          const shown = response.entries.length < Number(response.total) ? `${response.entries.length} of ` : ''
          process.stdout.write(`\n${shown}${plural(response.total, 'model')}  ${response.tookMs.toFixed(1)} ms\n`)
          for (const facet of response.facets) {
            const values = facet.values.map(({ value, count }) => `${value} ${formatInteger(Number(count))}`)
            process.stdout.write(`${facet.field}: ${values.join('  ')}\n`)
          }
        })
      }),
    )
}

/** Prints entries as a table: what tells models apart at a glance. */
function printEntries(entries: Entry[]): void {
  printTable(
    [
      { title: 'ID', flexible: true },
      { title: 'TASK', spare: 2 },
      { title: 'PARAMS', align: 'right', spare: 1 },
      { title: 'SIZE', align: 'right' },
      { title: 'DOWNLOADS', align: 'right' },
      { title: 'LIKES', align: 'right', spare: 3 },
      { title: 'UPDATED', spare: 4 },
      { title: 'LICENSE', spare: 5 },
      { title: '' },
    ],
    entries.map((entry) => [
      entry.source === 'civitai' ? `${entry.slug} ${entry.name}` : entry.id,
      entry.task,
      entry.parameters === undefined ? '' : formatCount(Number(entry.parameters)),
      entry.storageBytes === undefined ? '' : formatBytes(Number(entry.storageBytes)),
      formatCount(Number(entry.downloads)),
      formatCount(Number(entry.likes)),
      entry.updatedAt === undefined ? '' : formatDay(Number(entry.updatedAt)),
      entry.license,
      [entry.inLibrary && 'here', entry.gated && 'gated', entry.removedAt !== undefined && 'removed']
        .filter(Boolean)
        .join(' '),
    ]),
  )
}
