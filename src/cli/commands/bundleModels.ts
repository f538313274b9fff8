import { resolve } from 'node:path'

import type { Command } from 'commander'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { ExportModelsResponse, ImportModelsResponse } from '../../gen/weighthouse/v1/bundle_pb.ts'
import type { BundleImportResult } from '../../jobs/bundleImportJob.ts'
import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { parseBytes } from '../parseOptions.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printTable } from '../render/printTable.ts'
import { runJob } from '../runJob.ts'
import { addBundleKeyCommand } from './bundleKey.ts'

interface ExportFlags {
  all?: boolean
  split?: number
  sign?: string
  dryRun?: boolean
}

interface ImportFlags {
  verifyKey?: string
  allowDangerous?: boolean
  dryRun?: boolean
}

/** `bundle export models`, `bundle import models` and `bundle key`. */
export function addBundleModelCommands(parts: { bundle: Command; exporting: Command; importing: Command }): void {
  parts.exporting
    .command('models')
    .summary('write models of the library to one file, or to parts of a size')
    .description(
      'Writes models with their files, records and metadata into one tar, to be carried to where there is no network. Every file is verified on the way. An export that was interrupted goes on when the same command is run again.',
    )
    .argument('<file>', 'the file; a bundle of that name is replaced when the new one is whole')
    .argument('[models...]', 'models of the library')
    .option('--all', 'all models of the library')
    .option('--split <size>', 'cut it into parts of this size: FILE.001, FILE.002, … (4GB for a FAT drive)', parseBytes)
    .option('--sign <key>', 'sign it with this private key, made by `weighthouse bundle key`')
    .option('--dry-run', 'print what it would hold and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse bundle export models models.tar --all --dry-run
  weighthouse bundle export models models.tar Qwen/Qwen3-8B
  weighthouse bundle export models /media/stick/models.tar --all --split 4GB --sign team.key`,
    )
    .action((file: string, models: string[], flags: ExportFlags, command: Command) =>
      withWeighthouse(command, (context) => exportModels(context, resolve(file), models, flags)),
    )

  parts.importing
    .command('models')
    .summary('bring the models of bundles into the store and the library; needs no network')
    .description(
      'Reads files of `bundle export models`, all parts of each. Everything is verified before it counts as here; files that are here already are not read. An import that was interrupted goes on when the same command is run again.',
    )
    .argument('<files...>', 'the bundles, or the parts of one')
    .option('--verify-key <key>', 'take only what is signed by this public key (its name ends with .pub)')
    .option('--allow-dangerous', 'shelve files, too, that would run programs when they are loaded')
    .option('--dry-run', 'print what would come and write nothing')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse bundle import models models.tar --dry-run
  weighthouse bundle import models models.tar --verify-key team.key.pub
  weighthouse bundle import models /media/stick/models.tar.*`,
    )
    .action((files: string[], flags: ImportFlags, command: Command) =>
      withWeighthouse(command, (context) =>
        importModels(
          context,
          files.map((file) => resolve(file)),
          flags,
        ),
      ),
    )
  addBundleKeyCommand(parts.bundle)
}

async function exportModels(context: CliContext, file: string, models: string[], flags: ExportFlags): Promise<void> {
  const { answer, weighthouse } = context
  const [{ BundleService }, { exportMessage }, { exportRequest }] = await Promise.all([
    import('../../gen/weighthouse/v1/bundle_pb.ts'),
    import('../../server/messages/bundleMessage.ts'),
    import('../../server/messages/bundleRequests.ts'),
  ])
  const { all = false, split = 0, sign } = flags
  const order = { file, models, all, splitBytes: split, signKey: sign === undefined ? '' : resolve(sign) }
  const { payload, dedupeKey } = exportRequest(order)
  const report = await weighthouse.bundles.describeExport({ ...payload, signal: context.signal })
  const job = flags.dryRun ? undefined : await runJob(context, 'bundle_export', payload, dedupeKey)
  const response = exportMessage(report, job)
  answer(BundleService.method.exportModels, response, () => printExport(response))
}

async function importModels(context: CliContext, files: string[], flags: ImportFlags): Promise<void> {
  const { answer, weighthouse } = context
  const [{ BundleService }, { importMessage }, { importRequest }, { bundleImportResult }] = await Promise.all([
    import('../../gen/weighthouse/v1/bundle_pb.ts'),
    import('../../server/messages/bundleMessage.ts'),
    import('../../server/messages/bundleRequests.ts'),
    import('../../jobs/bundleImportJob.ts'),
  ])
  const { verifyKey, allowDangerous = false } = flags
  const order = { files, allowDangerous, verifyKey: verifyKey === undefined ? '' : resolve(verifyKey) }
  const { payload, dedupeKey } = importRequest(order)
  const plans = await weighthouse.bundles.describeImport({ ...payload, signal: context.signal })
  if (flags.dryRun) {
    const response = importMessage(plans, undefined)
    answer(BundleService.method.importModels, response, () => printPlans(response))
    return
  }
  const job = await runJob(context, 'bundle_import', payload, dedupeKey)
  const result = bundleImportResult.parse(job.result)
  answer(BundleService.method.importModels, importMessage(plans, job), () => printResult(result))
  if (result.refused.length > 0) throw notShelved(result)
}

const columns = [
  { title: 'MODEL', flexible: true },
  { title: 'FILES', align: 'right' },
  { title: 'SIZE', align: 'right' },
] as const

function printExport({ plan, job }: ExportModelsResponse): void {
  if (!plan) return
  printTable(
    [...columns],
    plan.models.map(({ slug, files, bytes }) => [slug, String(files), formatBytes(Number(bytes))]),
  )
  const [first = '', ...more] = plan.files.map(plainText)
  const where = more.length === 0 ? first : `${first} and ${plural(more.length, 'more part')}`
  const signed = plan.signed ? ', signed' : ''
  const what = `${plural(plan.models.length, 'model')}, ${formatBytes(Number(plan.bytes))}${signed}`
  process.stdout.write(`${job ? '' : 'would write '}${what} ${job ? 'in' : 'to'} ${where}\n`)
}

function printPlans({ plans }: ImportModelsResponse): void {
  for (const { file, models, missingBlobs, missingBytes, signature, fingerprint } of plans) {
    printTable(
      [...columns, { title: 'MISSING', align: 'right' }, { title: 'LIBRARY' }],
      models.map(({ slug, files, bytes, missingBytes: missing, shelf }) => [
        slug,
        String(files),
        formatBytes(Number(bytes)),
        formatBytes(Number(missing)),
        shelf === 'other' ? 'another commit' : shelf === 'same' ? 'here' : 'new',
      ]),
    )
    const coming = `${plural(Number(missingBlobs), 'blob')}, ${formatBytes(Number(missingBytes))}`
    process.stdout.write(
      `would bring ${coming} from ${plainText(file)}; ${describeSignature(signature, fingerprint)}\n`,
    )
  }
}

function describeSignature(state: string, fingerprint: string): string {
  if (state === 'right') return `signed by ${fingerprint}, the right key`
  return state === 'none' ? 'not signed' : `signed by ${fingerprint}, which was not checked (--verify-key)`
}

function printResult({ models, refused, writtenBytes }: BundleImportResult): void {
  printTable(
    [...columns, { title: 'FOLDER', flexible: true }],
    models.map(({ slug, files, bytes, path }) => [slug, String(files), formatBytes(bytes), path]),
  )
  for (const { slug, blocked } of models) {
    if (blocked.length > 0)
      process.stdout.write(`kept out of the library: ${plainText(blocked.join(', '))} of ${slug}\n`)
  }
  for (const { reason } of refused) process.stdout.write(`not shelved: ${plainText(reason)}\n`)
  process.stdout.write(`${plural(models.length, 'model')} on the shelf, ${formatBytes(writtenBytes)} brought\n`)
}

function notShelved({ refused }: BundleImportResult): WeighthouseError {
  return new WeighthouseError(
    'VERIFICATION_FAILED',
    `${plural(refused.length, 'model')} of the bundle were not shelved.`,
    {
      hint: 'They are in the store, and not in the library. To shelve them nevertheless, import again with --allow-dangerous.',
      details: { models: refused.map(({ slug }) => slug) },
    },
  )
}
