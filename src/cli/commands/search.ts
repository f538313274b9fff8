import { type Command, Option } from 'commander'

import { facetFields } from '../../catalog/search/searchQuery.ts'
import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import type { SearchResponse } from '../../gen/weighthouse/v1/search_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collectChoice, parseCount } from '../parseOptions.ts'
import { formatInteger, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printEntries } from '../render/printEntries.ts'
import { wrapText } from '../render/wrapText.ts'
import { addSearchOptions, readSearchText, type SearchOptions, toSearchRequest } from '../searchOptions.ts'
import { exportMatches } from './export.ts'

interface PageOptions extends SearchOptions {
  limit: number
  cursor?: string
  facets?: boolean
  facet: string[]
  export?: string
}

export function addSearchCommand(program: Command): void {
  const command = program
    .command('search')
    .summary('find models in the catalog, without a network')
    .description(
      'Finds models by words and filters. Every word must be found in the name, author, tags, base models, trigger words or hashes; -word excludes. Any text is taken literally.',
    )
    .argument('[words...]', 'words; none lists everything')
  addSearchOptions(command, { sort: true })
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 20)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .option('--facets', 'also count the values of the usual fields')
    .addOption(
      new Option('--facet <field>', 'count the values of this field only (repeatable)')
        .choices(facetFields)
        .argParser(collectChoice)
        .default([]),
    )
    .option('--export <file>', 'write every match to a .csv, .ndjson or .parquet file instead')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse search qwen gguf --sort downloads --limit 5
  weighthouse search "llama -lora" --filter license_class=permissive --range parameters=6e9..9e9 --facets
  weighthouse search --filter task=text-generation --filter author!=TheBloke --memory "rtx 4090" --context 8192
  weighthouse search --source civitai --tag anime --sort likes --json`,
    )
    .action((words: string[], options: PageOptions, command: Command) =>
      withWeighthouse(command, async (context) => {
        const { api, answer } = context
        const request = toSearchRequest(readSearchText(words, options, command))
        if (options.export !== undefined) {
          await exportMatches(context, request, { file: options.export, as: undefined })
          return
        }
        const { limit, cursor, facets, facet } = options
        const response = await api.catalog.search({ ...request, limit, cursor, facets, facet })
        const models = response.total === 0n ? await countModels(api) : 0n
        answer(CatalogService.method.search, response, () => printPage(response, models))
      }),
    )
}

/** Models that there are at all; one more search is far cheaper than all statistics. */
async function countModels(api: { catalog: { search(request: { limit: number }): Promise<SearchResponse> } }) {
  return (await api.catalog.search({ limit: 1 })).total
}

function printPage(response: SearchResponse, models: bigint): void {
  for (const { word, readAs } of response.corrections) {
    process.stdout.write(`Nothing has ${plainText(word)}; read as ${plainText(readAs.join(' or '))}.\n`)
  }
  const hidden = response.hidden === 0n ? '' : `${plural(response.hidden, 'more model')} hidden by --nsfw-mask.\n`
  if (response.total === 0n) {
    process.stdout.write(
      models === 0n
        ? 'The catalog is empty. Fill it with: weighthouse sync\n'
        : `None of the ${plural(models, 'model')} matches. Try fewer or shorter words, or fewer filters.\n${hidden}`,
    )
    return
  }
  printEntries(response.entries)
  const shown = response.entries.length < Number(response.total) ? `${response.entries.length} of ` : ''
  process.stdout.write(`\n${shown}${plural(response.total, 'model')}  ${response.tookMs.toFixed(1)} ms\n${hidden}`)
  for (const facet of response.facets) {
    const values = facet.values.map(({ value, count }) => `${value} ${formatInteger(Number(count))}`)
    process.stdout.write(`${facet.field}: ${wrapText(plainText(values.join('  ')), 2)}\n`)
  }
}
