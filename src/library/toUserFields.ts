import type { Overrides, UserFields } from './overrides.ts'

/** The user's own fields out of overrides.json. */
export function toUserFields(overrides: Overrides | undefined): UserFields {
  if (!overrides) return {}
  const { title, notes, tags, favourite, rating } = overrides
  return {
    ...(title !== undefined && { title }),
    ...(notes !== undefined && { notes }),
    ...(tags !== undefined && { tags }),
    ...(favourite !== undefined && { favourite }),
    ...(rating !== undefined && { rating }),
  }
}
