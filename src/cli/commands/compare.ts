import { toJson } from '@bufbuild/protobuf'
import { type Value, ValueSchema } from '@bufbuild/protobuf/wkt'
import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, formatCount, formatDay, formatInteger } from '../render/formatNumbers.ts'
import { nameOf } from '../render/printEntries.ts'
import { printTable } from '../render/printTable.ts'

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .summary('print two to six models side by side, differences marked')
    .argument('<models...>', 'slugs, or ids as their sources write them')
    .option('--differences', 'only what differs')
    .addHelpText('after', '\nExample:\n  weighthouse compare Qwen/Qwen3-8B meta-llama/Llama-3.1-8B --differences')
    .action((slug: string[], options: { differences?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const comparison = await api.catalog.compare({ slug })
        answer(CatalogService.method.compare, comparison, () => {
          const rows = comparison.rows.filter(({ differs }) => differs || !options.differences)
          printTable(
            [{ title: '' }, { title: 'FIELD' }, ...comparison.entries.map((entry) => ({ title: nameOf(entry) }))],
            rows.map(({ field, values, differs }) => [
              differs ? '≠' : '',
              field,
              ...values.map((value) => describe(field, value)),
            ]),
          )
        })
      }),
    )
}

/** How people read the numbers of a field; the others are plain counts. */
const numbers: Record<string, (value: number) => string> = {
  parameters: formatCount,
  bytes: formatBytes,
  weight_bytes: formatBytes,
  created: formatDay,
  updated: formatDay,
}

function describe(field: string, value: Value): string {
  const json = toJson(ValueSchema, value)
  if (json === null) return ''
  if (typeof json === 'number') return (numbers[field] ?? formatInteger)(json)
  if (typeof json === 'boolean') return json ? 'yes' : 'no'
  return Array.isArray(json) ? json.join(', ') : String(json)
}
