import { resolve } from 'node:path'

import type { Command } from 'commander'

import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { formatInteger, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printTable } from '../render/printTable.ts'
import { createProgressLine } from '../render/progressLine.ts'
import { writeWholeFile } from '../writeWholeFile.ts'

/** Nobody waits for this process, so it may hold the database longer than a server would. */
const modelsPerTransaction = 10_000
const mostRejectedShown = 20

/** `bundle export catalog FILE` and `bundle import FILE`. */
export function addBundleCatalogCommands({ exporting, importing }: { exporting: Command; importing: Command }): void {
  exporting
    .command('catalog')
    .summary('write the whole catalog to one file')
    .argument('<file>', 'the file; one of that name is replaced when the new one is whole')
    .option('--plain', 'do not compress it')
    .addHelpText('after', '\nExample:\n  weighthouse bundle export catalog team.bundle')
    .action((file: string, options: { plain?: boolean }, command: Command) =>
      withWeighthouse(command, (context) => exportBundle(context, resolve(file), !options.plain)),
    )

  importing
    .argument('<file>', 'the file')
    .addHelpText('after', '\nExample:\n  weighthouse bundle import team.bundle')
    .action((file: string, _options: unknown, command: Command) =>
      withWeighthouse(command, (context) => importBundle(context, resolve(file))),
    )
}

async function exportBundle({ weighthouse, json, signal }: CliContext, file: string, compressed: boolean) {
  const line = createProgressLine({ quiet: json })
  try {
    const { models } = await writeWholeFile(file, (output) =>
      weighthouse.catalog.exportBundle(output, {
        compressed,
        signal,
        onProgress: (progress) => line.update({ ...progress, unit: 'models', message: '' }),
      }),
    )
    line.end()
    if (json) printJson({ file, models })
    else process.stdout.write(`${plural(models, 'model')} in ${plainText(file)}\n`)
  } finally {
    line.end()
  }
}

async function importBundle({ weighthouse, json, signal }: CliContext, file: string) {
  const line = createProgressLine({ quiet: json })
  const rejected: { id: string | undefined; reason: string }[] = []
  try {
    const counts = await weighthouse.catalog.importBundle(file, {
      exclusive: true,
      modelsPerTransaction,
      signal,
      onProgress({ done, total, rejected: more }) {
        rejected.push(...more.slice(0, mostRejectedShown - rejected.length))
        line.update({ done, total, unit: 'models', message: '' })
      },
    })
    line.end()
    if (json) {
      printJson({ file, ...counts })
      return
    }
    for (const { id, reason } of rejected) {
      process.stderr.write(`not understood: ${plainText(id ?? 'a record without id')}: ${plainText(reason)}\n`)
    }
    printTable(
      ['ADDED', 'CHANGED', 'UNCHANGED', 'REJECTED'].map((title) => ({ title, align: 'right' })),
      [[counts.added, counts.changed, counts.unchanged, counts.rejected].map(formatInteger)],
    )
  } finally {
    line.end()
  }
}

function printJson(data: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify({ data, meta: {} }, null, 2)}\n`)
}
