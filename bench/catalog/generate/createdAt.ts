/*
 * How many in one hundred of the models of 2026 existed at a time; the first step is Hugging Face's floor, which all
 * older models carry. From the counts of 2023-10, 2025-06 and 2026-08.
 */
const growth: readonly (readonly [percent: number, time: number])[] = [
  [0, Date.parse('2022-03-02T23:29:04Z')],
  [1.5, Date.parse('2022-03-02T23:29:04Z')],
  [5, Date.parse('2023-01-01T00:00:00Z')],
  [13, Date.parse('2023-10-15T00:00:00Z')],
  [28, Date.parse('2024-06-15T00:00:00Z')],
  [68, Date.parse('2025-06-25T00:00:00Z')],
  [100, Date.parse('2026-11-15T00:00:00Z')],
]

/** When the model was made that comes after this share (0 to 1) of all; UTC milliseconds, whole seconds. */
export function createdAt(share: number): number {
  const percent = share * 100
  const index = Math.max(
    1,
    growth.findIndex(([bound]) => bound >= percent),
  )
  const [fromPercent, from] = growth[index - 1] ?? [0, 0]
  const [toPercent, to] = growth[index] ?? [100, from]
  const time = from + ((percent - fromPercent) / (toPercent - fromPercent || 1)) * (to - from)
  return Math.floor(time / 1000) * 1000
}

/** The newest moment of the synthetic catalog. */
export const newest = growth.at(-1)?.[1] ?? 0
