import { dayMs } from './snapshotDay.ts'

/*
 * The rising score, our own measure of how fast a model rises. Its one home.
 *
 *   score = 100 × (0.7 × share(likes gained) + 0.3 × share(downloads gained)) × youth
 *   share(gained) = ln(1 + gained) / ln(1 + most gained by any model of the same source), 0 to 1; losses count as 0
 *   youth = 0.5 + 0.5 × 0.5^(age in days / 90): a new model counts in full, an old one half
 *
 * Gains are between today and the newest snapshot that is at least seven days old, or the oldest there is. A model that
 * was published since then has gained all that it has; one that the older snapshot misses for another reason has no
 * score. Hugging Face counts the downloads of the last 30 days, so a gain there is a month that went better than the
 * month before it; CivitAI's count only grows.
 */
export const risingFormula =
  '100 × (0.7 × ln(1 + likes gained) ÷ ln(1 + most likes gained at the source) + 0.3 × the same of downloads) × (0.5 + 0.5 × 0.5^(age in days ÷ 90)); gained since the newest snapshot that is at least 7 days old, or the oldest there is'

/** Days between the two snapshots that are compared, if there are enough. */
export const risingDays = 7

export interface Gain {
  likes: number
  downloads: number
}

/** @returns 0 to 100; NaN when nothing was gained */
export function risingScore(gain: Gain, most: Gain, ageMs: number): number {
  const likes = share(gain.likes, most.likes)
  const downloads = share(gain.downloads, most.downloads)
  if (likes === 0 && downloads === 0) return Number.NaN
  const age = Number.isNaN(ageMs) ? Number.POSITIVE_INFINITY : Math.max(0, ageMs) / dayMs
  return 100 * (0.7 * likes + 0.3 * downloads) * (0.5 + 0.5 * 0.5 ** (age / 90))
}

function share(gained: number, most: number): number {
  return gained > 0 && most > 0 ? Math.log1p(gained) / Math.log1p(most) : 0
}
