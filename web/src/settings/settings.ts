import { createStoredValue } from './createStoredValue.ts'

/** What one person sets for this browser. */
export interface Settings {
  /** The NSFW bits that may be shown; undefined shows everything. */
  nsfwMask?: number
  /** The memory that models shall run in, as a search takes it. */
  memory?: string
  /** Tokens of context. */
  context?: number
}

/** CivitAI's levels, each with all that are milder; see Entry in proto/weighthouse/v1/entry.proto. */
export const nsfwLevels = [
  { mask: 1, label: 'PG' },
  { mask: 3, label: 'PG-13' },
  { mask: 7, label: 'R' },
  { mask: 15, label: 'X' },
  { mask: 31, label: 'XXX' },
] as const

/** Every bit that there is. */
export const everythingMask = 63

export const settings = createStoredValue<Settings>({
  key: 'weighthouse.settings',
  storage: () => localStorage,
  parse(kept) {
    const { nsfwMask, memory, context } = isRecord(kept) ? kept : {}
    return {
      ...(isCount(nsfwMask) ? { nsfwMask } : {}),
      ...(typeof memory === 'string' && memory !== '' ? { memory } : {}),
      ...(isCount(context) ? { context } : {}),
    }
  },
})

/** "up to R"; the bits themselves for a set that is none of the levels. */
export function describeMask(mask: number): string {
  const level = nsfwLevels.find((known) => known.mask === mask)
  if (level) return level.mask === 1 ? 'PG only' : `up to ${level.label}`
  return mask === everythingMask ? 'everything' : `bits ${mask}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
