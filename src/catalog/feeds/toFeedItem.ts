import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { CatalogEntry } from '../catalog.ts'
import type { FeedItem } from './feed.ts'
import { stableId } from './stableId.ts'

/**
 * A model as an item of a feed.
 *
 * @param options.feedId so that one model may be news in several feeds
 * @param options.page absolute address of the model's page
 * @param options.addedAt when it became news in this feed; default: when its source published it
 */
export function toFeedItem(
  entry: CatalogEntry,
  options: { feedId: string; page: string; addedAt?: UtcMilliseconds | undefined },
): FeedItem {
  const { createdAt, indexedAt } = entry
  return {
    id: stableId(options.feedId, entry.slug),
    title: entry.source === 'civitai' ? entry.name : entry.id,
    page: options.page,
    summary: summarise(entry),
    author: entry.author,
    tags: [entry.task, entry.library, entry.license].flatMap((tag) => tag ?? []),
    publishedAt: createdAt ?? options.addedAt,
    updatedAt: options.addedAt ?? createdAt ?? indexedAt,
  }
}

/** `text-generation · transformers · 8B parameters · apache-2.0 · quantized from o/base`. */
function summarise({ task, library, parameters, license, baseModels }: CatalogEntry): string {
  const parts = [
    task,
    library,
    parameters === undefined ? undefined : `${shorten(parameters)} parameters`,
    license,
    ...baseModels.slice(0, 4).map((base) => `${ways[base.relation]} ${base.id}`),
  ]
  return parts.filter((part) => part !== undefined).join(' · ')
}

const ways = {
  finetune: 'fine-tuned from',
  adapter: 'adapter for',
  quantized: 'quantized from',
  merge: 'merged from',
} as const

function shorten(count: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(count)
}
