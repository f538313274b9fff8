import { once } from 'node:events'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'

import type { MessageInitShape } from '@bufbuild/protobuf'
import { type Command, Option } from 'commander'

import { exportFormats } from '../../catalog/export/exportEntries.ts'
import { WeighthouseError } from '../../foundation/errors.ts'
import type { SearchRequestSchema } from '../../gen/weighthouse/v1/search_pb.ts'
import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { formatBytes } from '../render/formatNumbers.ts'
import { addSearchOptions, readSearchText, type SearchOptions, toSearchRequest } from '../searchOptions.ts'
import { writeWholeFile } from '../writeWholeFile.ts'

export function addExportCommand(program: Command): void {
  const command = program
    .command('export')
    .summary('write every match of a search to a CSV, NDJSON or Parquet file')
    .description('Writes all models that a search finds, in its order. The end of the name tells the kind of file.')
    .argument('<file>', 'a .csv, .ndjson or .parquet file; - is the standard output')
    .argument('[words...]', 'words; none exports everything')
    .addOption(new Option('--as <kind>', 'the kind of file, whatever its name').choices(exportFormats))
  addSearchOptions(command, { sort: true })
    .addHelpText(
      'after',
      `
Examples:
  weighthouse export models.parquet
  weighthouse export gguf.csv qwen --format gguf --sort downloads
  weighthouse export - --as ndjson --filter license_class=permissive`,
    )
    .action((file: string, words: string[], options: SearchOptions & { as?: string }, command: Command) =>
      withWeighthouse(command, (context) =>
        exportMatches(context, toSearchRequest(readSearchText(words, options, command)), { file, as: options.as }),
      ),
    )
}

/**
 * Writes every match of a search to a file; one of that name is replaced when the new one is whole.
 * @throws WeighthouseError INVALID_ARGUMENT when nothing tells the kind of file
 */
export async function exportMatches(
  { api, json, signal }: Pick<CliContext, 'api' | 'json' | 'signal'>,
  search: MessageInitShape<typeof SearchRequestSchema>,
  { file, as = kindOf(file) }: { file: string; as: string | undefined },
): Promise<void> {
  const chunks = api.catalog.export({ search, as }, { signal })
  if (file === '-') {
    for await (const { data } of chunks) {
      if (!process.stdout.write(data)) await once(process.stdout, 'drain')
    }
    return
  }
  const path = resolve(file)
  let bytes = 0
  async function* count() {
    for await (const { data } of chunks) {
      bytes += data.length
      yield data
    }
  }
  await writeWholeFile(path, (output) => pipeline(count, output))
  if (json) process.stdout.write(`${JSON.stringify({ data: { file: path, as, bytes }, meta: {} }, null, 2)}\n`)
  else process.stdout.write(`${formatBytes(bytes)} in ${path}\n`)
}

function kindOf(file: string): string {
  const kind = extname(file).slice(1).toLowerCase()
  const known = exportFormats.find((format) => format === kind)
  if (known) return known
  throw new WeighthouseError('INVALID_ARGUMENT', `The name ${JSON.stringify(file)} does not tell the kind of file.`, {
    hint: `Let it end with ${exportFormats.map((format) => `.${format}`).join(', ')}, or give --as.`,
    details: { file },
  })
}
