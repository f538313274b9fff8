import { styleText } from 'node:util'

import type { Command } from 'commander'

import { CatalogService, type Model, type Relation } from '../../gen/weighthouse/v1/catalog_pb.ts'
import { civitaiModel, type CivitaiVersion } from '../../sources/civitai/civitaiModel.ts'
import { publishedVersions } from '../../sources/civitai/versionFiles.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, formatCount, formatDay, formatInteger } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { wrapText } from '../render/wrapText.ts'

const mostFiles = 30

export function addShowCommand(program: Command): void {
  program
    .command('show')
    .summary('print everything known of one model')
    .description(
      'Prints the shared columns, tags, files, parents and children of a model, and with --json its whole record.',
    )
    .argument('<model>', 'a slug, or an id as its source writes it')
    .option('--refresh', 'ask the source again first, and keep its answer')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse show meta-llama/Llama-3.1-8B
  weighthouse show civitai-4201 --refresh
  weighthouse show bert-base-uncased --json`,
    )
    .action((slug: string, options: { refresh?: boolean }, command: Command) =>
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
    ['license', entry.license],
    ['parameters', entry.parameters === undefined ? '' : formatCount(Number(entry.parameters))],
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
  printRelations('parents', model.parents, model.parents.length)
  printRelations('children', model.children, Number(model.childrenTotal))
  const versions = entry.source === 'civitai' ? readVersions(model.record) : []
  if (versions.length > 1) printVersions(entry.slug, versions)
  if (model.files.length > 0) {
    const which = versions.length > 1 ? ' of the newest version' : ''
    process.stdout.write(`  files${which} (${formatInteger(model.files.length)})\n`)
    for (const file of model.files.slice(0, mostFiles)) {
      process.stdout.write(
        `    ${plainText(file.path)}${file.size === undefined ? '' : `  ${formatBytes(Number(file.size))}`}\n`,
      )
    }
    if (model.files.length > mostFiles)
      process.stdout.write(`    … and ${formatInteger(model.files.length - mostFiles)} more (--json lists all)\n`)
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

/** Prints related models, one a line: id, relation, and whether the relation is only inferred. */
export function printRelations(title: string, relations: Relation[], total: number): void {
  if (total === 0) return
  process.stdout.write(`  ${title} (${formatInteger(total)})\n`)
  for (const { id, relation, declared, depth, entry } of relations) {
    const marks = [relation, !declared && 'inferred', !entry && 'not in the catalog'].filter(Boolean).join(', ')
    process.stdout.write(`  ${'  '.repeat(Math.min(depth, 8))}${plainText(id)}  (${marks})\n`)
  }
  if (relations.length < total) process.stdout.write(`    … and ${formatInteger(total - relations.length)} more\n`)
}
