import { parseRange } from '#catalog/search/parseRange.ts'
import { isWeighthouseError } from '#foundation/errors.ts'

import { formatBytes } from '../format/formatBytes.ts'
import { formatCount } from '../format/formatCount.ts'
import { formatDay } from '../format/formatTime.ts'
import type { RangeField } from './catalogSearch.ts'

/** A range that people often want, as the address holds it. */
export interface RangePreset {
  label: string
  text: string
}

const dayMs = 86_400_000

/** Presets by field; those of times are counted back from `now`. */
export function presetsOf(field: RangeField, now = Date.now()): readonly RangePreset[] {
  switch (field) {
    case 'parameters':
      return [
        { label: 'Up to 3B', text: '..3B' },
        { label: '3 to 9B', text: '3B..9B' },
        { label: '9 to 20B', text: '9B..20B' },
        { label: '20 to 80B', text: '20B..80B' },
        { label: '80B and more', text: '80B..' },
      ]
    case 'bytes':
      return [
        { label: 'Up to 1 GB', text: '..1GB' },
        { label: '1 to 8 GB', text: '1GB..8GB' },
        { label: '8 to 24 GB', text: '8GB..24GB' },
        { label: '24 GB and more', text: '24GB..' },
      ]
    case 'created':
    case 'updated':
      return [
        { label: 'Last week', text: `${dayOf(now - 7 * dayMs)}..` },
        { label: 'Last month', text: `${dayOf(now - 30 * dayMs)}..` },
        { label: 'Last year', text: `${dayOf(now - 365 * dayMs)}..` },
      ]
    case 'downloads':
      return [
        { label: '100 and more', text: '100..' },
        { label: '10k and more', text: '10k..' },
        { label: '1M and more', text: '1M..' },
      ]
    case 'likes':
      return [
        { label: '10 and more', text: '10..' },
        { label: '100 and more', text: '100..' },
        { label: '1k and more', text: '1k..' },
      ]
  }
}

/** The two ends of a range as they are written; both empty for none. */
export function splitRange(text: string | undefined): { from: string; to: string } {
  const [from = '', to = ''] = (text ?? '').split('..')
  return { from: from.trim(), to: to.trim() }
}

/** The inverse of {@link splitRange}; undefined when both ends are open. */
export function joinRange({ from, to }: { from: string; to: string }): string | undefined {
  return from.trim() === '' && to.trim() === '' ? undefined : `${from.trim()}..${to.trim()}`
}

/** What is wrong with a range, in the server's words; undefined when nothing is. */
export function rangeProblem(field: RangeField, text: string): { message: string; hint: string } | undefined {
  try {
    parseRange(field, text)
    return undefined
  } catch (error) {
    if (!isWeighthouseError(error, 'INVALID_ARGUMENT')) throw error
    return { message: error.message, hint: error.hint ?? '' }
  }
}

/** A range as people say it: "6B to 9B", "since 13 Nov 2026"; as it is written when it cannot be read. */
export function describeRange(field: RangeField, text: string): string {
  if (rangeProblem(field, text)) return text
  const { from, to } = parseRange(field, text)
  const isTime = field === 'created' || field === 'updated'
  const say = isTime ? formatDay : field === 'bytes' ? formatBytes : formatCount
  if (from === undefined) return `${isTime ? 'until' : 'up to'} ${say(to ?? 0)}`
  if (to === undefined) return isTime ? `since ${say(from)}` : `${say(from)} and more`
  return `${say(from)} to ${say(to)}`
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
