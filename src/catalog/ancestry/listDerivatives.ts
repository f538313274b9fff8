import { WeighthouseError } from '../../foundation/errors.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { CatalogEntry } from '../catalog.ts'
import type { IndexPosition } from '../index/indexView.ts'
import { readEntries, type ReadParts } from '../read/readEntries.ts'
import { type CursorScope, readSearchCursor, writeSearchCursor } from '../search/searchCursor.ts'
import { takeFirst } from '../takeFirst.ts'
import { slugOf } from './slugOf.ts'

const defaultLimit = 20
const mostLimit = 100

export interface DerivativesOptions {
  /** 1 to 100, default 20. */
  limit?: number | undefined
  /** Only models that their source published at this time or later. */
  since?: UtcMilliseconds | undefined
  /** `nextCursor` of an earlier page of the same model and `since`. */
  cursor?: string | undefined
}

export interface DerivativesPage {
  entries: CatalogEntry[]
  /** All that there are, not of this page only. */
  total: number
  /** Undefined after the last page. */
  nextCursor: string | undefined
}

/**
 * Everything that descends from a model, over any number of steps, the newest at its source first; models without a date
 * come last. Those that their source lists no longer are left out.
 *
 * @throws WeighthouseError INVALID_ARGUMENT for a limit out of bounds, or a cursor of another list
 */
export async function listDerivatives(
  parts: ReadParts,
  model: number,
  { limit = defaultLimit, since, cursor }: DerivativesOptions = {},
): Promise<DerivativesPage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > mostLimit) {
    throw new WeighthouseError('INVALID_ARGUMENT', `The limit ${limit} is not a number from 1 to ${mostLimit}.`, {
      hint: 'Take at most 100 models at once, and the next ones by the cursor.',
    })
  }
  const view = await parts.index.read()
  const scope: CursorScope = {
    query: `derivatives of ${slugOf(view, model)}`,
    sort: 'created',
    filter: since === undefined ? {} : { ranges: { created: { from: since } } },
  }
  const after = cursor ? readSearchCursor(cursor, scope) : undefined
  const created = view.column('created')
  const found: Published[] = []
  for (const { key } of view.descendants(model)) {
    if (key === undefined || !view.isListed(key)) continue
    const time = created[key]!
    if (since === undefined || time >= since) found.push({ key, time: Number.isNaN(time) ? undefined : time })
  }
  const rest = after ? found.filter((one) => compareNewest(one, fromPosition(after)) > 0) : found
  const page = takeFirst(rest, limit, compareNewest)
  const last = rest.length > page.length ? page.at(-1) : undefined
  return {
    entries: await readEntries(
      parts,
      page.map(({ key }) => key),
    ),
    total: found.length,
    nextCursor: last && writeSearchCursor({ value: last.time ?? null, key: last.key }, scope),
  }
}

interface Published {
  key: number
  time: UtcMilliseconds | undefined
}

/** Of those published at the same time, the one that the catalog got last comes first. */
function compareNewest(a: Published, b: Published): number {
  if (a.time === b.time) return b.key - a.key
  return (b.time ?? Number.NEGATIVE_INFINITY) - (a.time ?? Number.NEGATIVE_INFINITY)
}

function fromPosition({ value, key }: IndexPosition): Published {
  return { key, time: typeof value === 'number' ? value : undefined }
}
