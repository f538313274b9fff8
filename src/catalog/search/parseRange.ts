import { WeighthouseError } from '../../foundation/errors.ts'
import { parseByteSize, parseQuantity } from '../../foundation/parseQuantity.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { Range, RangeField } from './searchQuery.ts'

/*
 * Ranges as texts:
 *
 *   range = value ".." value | value ".." | ".." value
 *
 * Both ends belong to the range. What a value is depends on the field:
 *
 *   parameters, downloads, likes   a count: 6e9, 7B, 1.5k
 *   bytes                          a size: 1GB, 4GiB, 500000
 *   created, updated               UTC: a year, month or day (2026, 2026-01, 2026-01-31; as the end of a range up to its
 *                                  last millisecond), or a time (2026-01-31T12:00:00Z)
 */

interface Grammar {
  noun: string
  example: string
  /** The number that a text means as an end of a range. */
  read(text: string, end: 'from' | 'to'): number | undefined
}

const counts: Grammar = { noun: 'a count', example: '6e9..9e9, 7B..13B or 1k..', read: parseQuantity }
const sizes: Grammar = { noun: 'a size', example: '1GB..8GB, 500MB.. or ..4GiB', read: parseByteSize }
const times: Grammar = { noun: 'a day', example: '2026-01-01..2026-03-31, 2025.. or ..2026-06', read: parseDay }

const grammars: Record<RangeField, Grammar> = {
  parameters: counts,
  downloads: counts,
  likes: counts,
  bytes: sizes,
  created: times,
  updated: times,
}

/**
 * Reads the range of a field.
 * @throws WeighthouseError INVALID_ARGUMENT naming the field, for a text that is no range or that ends before it begins
 */
export function parseRange(field: RangeField, text: string): Range {
  const grammar = grammars[field]
  const ends = text.split('..').map((end) => end.trim())
  const [first = '', last = ''] = ends
  if (ends.length !== 2 || (first === '' && last === '')) {
    throw refusal(field, `${quote(text)} is not a range.`, `Write it like ${grammar.example}.`)
  }
  const from = first === '' ? undefined : readEnd(field, first, 'from')
  const to = last === '' ? undefined : readEnd(field, last, 'to')
  if (from !== undefined && to !== undefined && from > to) {
    throw refusal(field, `${quote(text)} ends before it begins.`, `Write ${last}..${first}.`)
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function readEnd(field: RangeField, text: string, end: 'from' | 'to'): number {
  const { read, noun, example } = grammars[field]
  const value = read(text, end)
  if (value !== undefined) return value
  throw refusal(field, `${quote(text)} is not ${noun}.`, `Write the range like ${example}.`)
}

const dayPattern = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/i

function parseDay(text: string, end: 'from' | 'to'): UtcMilliseconds | undefined {
  if (timePattern.test(text)) return finite(Date.parse(text.toUpperCase()))
  const [, year, month, day] = dayPattern.exec(text) ?? []
  if (year === undefined) return undefined
  const start = new Date(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
  // `2026-02-30` is read as a day of March.
  if (Number.isNaN(start.getTime()) || (day !== undefined && start.getUTCDate() !== Number(day))) return undefined
  if (end === 'from') return start.getTime()
  if (day !== undefined) start.setUTCDate(start.getUTCDate() + 1)
  else if (month !== undefined) start.setUTCMonth(start.getUTCMonth() + 1)
  else start.setUTCFullYear(start.getUTCFullYear() + 1)
  return start.getTime() - 1
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}

function refusal(field: RangeField, message: string, hint: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${field}: ${message}`, { hint, details: { field } })
}
