import { styleText } from 'node:util'

import type { Command } from 'commander'

import { CatalogService } from '../../gen/weighthouse/v1/catalog_pb.ts'
import type { Model } from '../../gen/weighthouse/v1/model_pb.ts'
import { civitaiModel, type CivitaiVersion } from '../../sources/civitai/civitaiModel.ts'
import { publishedVersions } from '../../sources/civitai/versionFiles.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatBytes, formatCount, formatDay, formatInteger } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printFit } from '../render/printFit.ts'
import { printRelations } from '../render/printRelations.ts'
import { printUnsafe } from '../render/printUnsafe.ts'
import { styleVerdict } from '../render/styleVerdict.ts'
import { wrapText } from '../render/wrapText.ts'

const mostFiles = 30
const mostDays = 10

export function addShowCommand(program: Command): void {
  program
    .command('show')
    .summary('print everything known of one model')
    .description(
      'Prints the shared columns, tags, files, parents and children of a model, whether it fits into a memory, how it grew day by day, and with --json its whole record.',
    )
    .argument('<model>', 'a slug, or an id as its source writes it')
    .option('--refresh', 'ask the source again first, and keep its answer')
    .option('--memory <size>', 'say whether it runs in 24GB, or on a device such as "rtx 4090"')
    .option('--context <tokens>', 'with --memory: with room for this many tokens', parseCount)
    .addHelpText(
      'after',
      `
Examples:
  weighthouse show meta-llama/Llama-3.1-8B
  weighthouse show meta-llama/Llama-3.1-8B --memory "rtx 4090" --context 8192
  weighthouse show civitai-4201 --refresh
  weighthouse show bert-base-uncased --json`,
    )
    .action((slug: string, options: { refresh?: boolean; memory?: string; context?: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const model = await api.catalog.getModel({ slug, ...options })
        answer(CatalogService.method.getModel, model, () => printModel(model))
      }),
    )
}

function printModel(model: Model): void {
  const { entry } = model
  if (!entry) return
  const facts: [string, string][] = [
    ['name', entry.name],
    ['slug', entry.slug],
    ['source', `${entry.source}  ${model.pageUrl}`],
    ['author', entry.author],
    ['task', entry.task],
    ['library', entry.library],
    ['license', describeLicense(model)],
    ['parameters', entry.parameters === undefined ? '' : formatCount(Number(entry.parameters))],
    ['weights', entry.weightBytes === undefined ? '' : formatBytes(Number(entry.weightBytes))],
    ['size', entry.storageBytes === undefined ? '' : formatBytes(Number(entry.storageBytes))],
    [
      'downloads',
      `${formatInteger(Number(entry.downloads))} ${entry.source === 'civitai' ? 'of all time' : 'in the last 30 days'}`,
    ],
    ['likes', formatInteger(Number(entry.likes))],
    ['created', entry.createdAt === undefined ? '' : formatDay(Number(entry.createdAt))],
    ['updated', entry.updatedAt === undefined ? '' : formatDay(Number(entry.updatedAt))],
    ['access', entry.gated ? 'gated: its terms must be accepted at the source' : ''],
    [
      'removed',
      entry.removedAt === undefined ? '' : `no longer listed by its source since ${formatDay(Number(entry.removedAt))}`,
    ],
    ['library copy', entry.inLibrary ? 'yes' : ''],
    ['tags', model.tags.map(({ tag }) => tag).join(', ')],
    ['datasets', model.datasets.join(', ')],
  ]
  process.stdout.write(`${styleText('bold', plainText(entry.id))}\n`)
  for (const [label, value] of facts)
    if (value) process.stdout.write(`  ${label.padEnd(13)}${wrapText(plainText(value), 15)}\n`)
  if (entry.fit) printFit(entry.fit)
  printHistory(model)
  printRelations('parents', model.parents, model.parents.length)
  printRelations('children', model.children, Number(model.childrenTotal))
  const versions = entry.source === 'civitai' ? readVersions(model.record) : []
  if (versions.length > 1) printVersions(entry.slug, versions)
  if (model.files.length > 0) {
    const which = versions.length > 1 ? ' of the newest version' : ''
    process.stdout.write(`  files${which} (${formatInteger(model.files.length)})\n`)
    for (const file of model.files.slice(0, mostFiles)) {
      process.stdout.write(
        `    ${plainText(file.path)}${file.size === undefined ? '' : `  ${formatBytes(Number(file.size))}`}${file.safety ? `  ${styleVerdict(file.safety.verdict)}` : ''}\n`,
      )
    }
    if (model.files.length > mostFiles)
      process.stdout.write(`    … and ${formatInteger(model.files.length - mostFiles)} more (--json lists all)\n`)
    printUnsafe(
      model.files.flatMap(({ path, safety }) => (safety && safety.verdict !== 'safe' ? [{ ...safety, path }] : [])),
    )
  }
}

/** `apache-2.0 (permissive)`, or what the author calls it and where it stands. */
function describeLicense({ entry, licenseName, licenseLink }: Model): string {
  if (!entry?.license && licenseName === '') return ''
  const name = [entry?.license, licenseName].filter(Boolean).join(': ')
  return `${name} (${entry?.licenseClass})${licenseLink === '' ? '' : `  ${licenseLink}`}`
}

/** Prints the first and the last day that are known, and the days between in steps. */
function printHistory({ history }: Model): void {
  if (history.length < 2) return
  process.stdout.write(`  history (${formatInteger(history.length)} days)\n`)
  const step = Math.ceil((history.length - 1) / mostDays)
  for (const [index, { day, downloads, likes }] of history.entries()) {
    if (index % step !== 0 && index !== history.length - 1) continue
    const numbers = `${formatInteger(Number(downloads))} downloads  ${formatInteger(Number(likes))} likes`
    process.stdout.write(`    ${formatDay(Number(day))}  ${numbers}\n`)
  }
}

/** The published versions in a CivitAI record, the newest first. */
function readVersions(record: unknown): CivitaiVersion[] {
  const parsed = civitaiModel.safeParse(record)
  return parsed.success ? publishedVersions(parsed.data) : []
}

/** Prints versions with the name that a pull takes. */
function printVersions(slug: string, versions: CivitaiVersion[]): void {
  process.stdout.write(`  versions (${formatInteger(versions.length)})\n`)
  for (const { id, name, baseModel, trainedWords } of versions) {
    const words = (trainedWords ?? []).join(', ')
    const text = [name, baseModel && `for ${baseModel}`, words && `trigger words: ${words}`].filter(Boolean).join('; ')
    process.stdout.write(`    ${slug}@${id}  ${wrapText(plainText(text), 6)}\n`)
  }
}
