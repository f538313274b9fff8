import { WeighthouseError } from '../../foundation/errors.ts'
import type { CatalogModel, Comparison, ComparisonRow } from '../catalog.ts'
import { readRecordFacts } from './readRecordFacts.ts'

type Value = ComparisonRow['values'][number]

const fewest = 2
const most = 6

/**
 * Models side by side. Each row holds one field of all of them; `differs` when they are not all alike, where an unknown
 * value is like another unknown one only, and a list is compared without order.
 *
 * @throws WeighthouseError INVALID_ARGUMENT for fewer than two or more than six
 */
export function compareModels(models: readonly CatalogModel[]): Comparison {
  checkCount(models.length)
  const columns = models.map(listFields)
  return {
    entries: models.map(({ entry }) => entry),
    rows: Object.keys(columns[0] ?? {}).map((field) => {
      const values = columns.map((column) => column[field])
      return { field, values, differs: new Set(values.map(toComparable)).size > 1 }
    }),
  }
}

/** For callers that read the models first. @throws WeighthouseError as compareModels */
export function checkCount(count: number): void {
  if (count >= fewest && count <= most) return
  throw new WeighthouseError('INVALID_ARGUMENT', `${count} models cannot be compared.`, {
    hint: `Name ${fewest} to ${most} models.`,
    details: { models: count },
  })
}

/** In the order in which they are read. Lists are sorted, but `precision` and `base_models`, whose order tells something. */
function listFields(model: CatalogModel): Record<string, Value> {
  const { entry, record, tags, files, datasets } = model
  const facts = readRecordFacts(
    entry.source,
    record,
    files.map(({ path }) => path),
  )
  const ofKind = (kind: string) => tags.flatMap((tag) => (tag.kind === kind ? tag.tag : [])).toSorted()
  return {
    source: entry.source,
    author: entry.author,
    task: entry.task,
    library: entry.library,
    architecture: facts.architecture,
    parameters: entry.parameters,
    precision: known(facts.precision),
    context_length: facts.contextLength,
    formats: known(ofKind('format')),
    bytes: entry.storageBytes,
    weight_bytes: entry.weightBytes,
    files: files.length > 0 ? files.length : undefined,
    license: entry.license,
    license_name: model.licenseName,
    license_class: entry.licenseClass,
    languages: known(ofKind('language')),
    datasets: known(datasets.toSorted()),
    base_models: known(entry.baseModels.map(({ id, relation }) => `${relation} of ${id}`)),
    bases: known(ofKind('base')),
    derivatives: model.childrenTotal,
    downloads: entry.downloads,
    downloads_of: downloadsOf(entry.source),
    likes: entry.likes,
    trending: entry.trendingScore,
    rising: entry.risingScore,
    created: entry.createdAt,
    updated: entry.updatedAt,
    gated: entry.gated,
    nsfw_level: entry.nsfwLevel,
    removed: entry.removedAt !== undefined,
  }
}

/** What the source's number of downloads counts; numbers of two sources are never compared. */
function downloadsOf(source: string): string | undefined {
  if (source === 'huggingface') return 'the last 30 days'
  return source === 'civitai' ? 'all time' : undefined
}

/** A source that lists none does not say. */
function known(values: string[]): string[] | undefined {
  return values.length > 0 ? values : undefined
}

function toComparable(value: Value): string {
  return JSON.stringify(Array.isArray(value) ? value.toSorted() : value) ?? ''
}
