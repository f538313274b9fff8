import type { Inspection } from '../../formats/inspectFile.ts'
import { formatBytes, formatCount, formatInteger, plural } from './formatNumbers.ts'
import { plainText } from './plainText.ts'
import { printTable } from './printTable.ts'
import { styleVerdict } from './styleVerdict.ts'
import { wrapText } from './wrapText.ts'

const mostMetadata = 20

/** All that is known of one file. */
export function printInspection({ path, size, format, verdict, imports, reasons, header }: Inspection): void {
  const facts: [string, string][] = [
    ['file', path],
    ['format', format],
    ['size', formatBytes(size)],
    ['tensors', header ? formatInteger(header.tensorCount) : ''],
    ['parameters', header?.parameters === undefined ? '' : formatCount(header.parameters)],
    [
      'types',
      Object.entries(header?.dtypes ?? {})
        .map(([dtype, count]) => `${dtype} × ${count}`)
        .join(', '),
    ],
  ]
  printFacts(facts)
  const metadata = Object.entries(header?.metadata ?? {})
  printFacts(metadata.slice(0, mostMetadata))
  if (metadata.length > mostMetadata)
    process.stdout.write(`  … and ${formatInteger(metadata.length - mostMetadata)} more (--json lists them)\n`)
  process.stdout.write(`  ${'safety'.padEnd(13)}${styleVerdict(verdict)}\n`)
  for (const reason of reasons) process.stdout.write(`    ${wrapText(plainText(reason), 4)}\n`)
  for (const one of imports) process.stdout.write(`    imports ${plainText(one.name)} (${one.verdict})\n`)
}

function printFacts(facts: [string, string][]): void {
  for (const [label, value] of facts) {
    if (value === '') continue
    const name = plainText(label)
    const gap = name.length < 13 ? name.padEnd(13) : `${name} `
    process.stdout.write(`  ${gap}${wrapText(plainText(value), 15)}\n`)
  }
}

/** Many files, a line each, the worst first. */
export function printInspections(inspections: readonly Inspection[]): void {
  const order = ['dangerous', 'suspicious', 'safe']
  const sorted = inspections.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
  printTable(
    [
      { title: 'FILE', flexible: true },
      { title: 'FORMAT' },
      { title: 'SIZE', align: 'right' },
      { title: 'SAFETY' },
      { title: 'WHY', spare: 1 },
    ],
    sorted.map(({ path, format, size, verdict, reasons }) => [
      path,
      format,
      formatBytes(size),
      verdict,
      reasons[0] ?? '',
    ]),
  )
  const counts = order.map((verdict) => `${inspections.filter((one) => one.verdict === verdict).length} ${verdict}`)
  process.stdout.write(`\n${plural(inspections.length, 'file')}: ${counts.join(', ')}\n`)
}
