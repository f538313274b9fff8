/** The sources that are published. */
export type PublishedSource = 'huggingface' | 'civitai'

/** A list that is published as a manifest of its own; all conditions must hold. */
export interface ManifestFilter {
  /** Names the file; letters, digits, `.`, `-`, `_` and `/`. */
  readonly name: string
  readonly source: PublishedSource
  /** One line for menus and pages. */
  readonly description: string
  readonly query: FilterQuery
}

export interface FilterQuery {
  /** From the most to the least; models without the value come last. */
  readonly sort: 'downloads' | 'likes' | 'trending' | 'created' | 'updated'
  /** Most models listed, default 100. */
  readonly limit?: number
  /** Any of these; for CivitAI the model's type in lower case. */
  readonly tasks?: readonly string[]
  /** Any of these. */
  readonly licenses?: readonly string[]
  /** Any of these, as entries have them: the base models that CivitAI names begin with `base:`. */
  readonly tags?: readonly string[]
  /** Number of weights, `from` included, `to` not; models that do not tell theirs are left out. */
  readonly parameters?: { readonly from?: number; readonly to?: number }
  /** Changed, or else made, within so many days before the newest model of the source. */
  readonly withinDays?: number
  /** Only models whose every NSFW bit is in this mask (PG 1, PG13 2, R 4, X 8, XXX 16); models without a rating pass. */
  readonly nsfwMask?: number
}

export const defaultFilterLimit = 100
