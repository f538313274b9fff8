import { z } from 'zod'

import { createQuickParser } from './createQuickParser.ts'

export type ParsedRecord<T> =
  | { record: T; dropped: string[]; reason?: undefined }
  | { record?: undefined; reason: string }

/**
 * Parses a record of a source so that one field of an unexpected type costs that field and not the record: what the
 * schema objects to is taken out, and the rest is parsed again. An element of a list is taken out of its list.
 *
 * @returns the record and the paths that were dropped (`cardData.language`, `siblings[]`), or why there is no record
 */
export function parseTolerantly<T>(schema: z.ZodType<T>, json: unknown): ParsedRecord<T> {
  const record = quickParserOf(schema)(json)
  if (record !== undefined) return { record, dropped: [] }
  let parsed = schema.safeParse(json)
  if (parsed.success) return { record: parsed.data, dropped: [] }
  const reason = z.prettifyError(parsed.error).slice(0, 500)
  const candidate: unknown = structuredClone(json)
  const dropped = new Set<string>()
  // A field that is missing deep inside takes its parent along, so every round comes nearer to the top.
  for (let round = 0; round < 5; round++) {
    if (!dropIssues(candidate, parsed.error.issues, dropped)) break
    parsed = schema.safeParse(candidate)
    if (parsed.success) return { record: parsed.data, dropped: [...dropped] }
  }
  return { reason }
}

const quickParsers = new WeakMap<z.ZodType, (json: unknown) => unknown>()

function quickParserOf<T>(schema: z.ZodType<T>): (json: unknown) => T | undefined {
  const known = quickParsers.get(schema)
  // It was made of this very schema.
  if (known) return known as (json: unknown) => T | undefined
  const made = createQuickParser(schema)
  quickParsers.set(schema, made)
  return made
}

/** Parses every item of a page; see {@link parseTolerantly}. */
export function parsePage<T>(
  schema: z.ZodType<T>,
  items: readonly unknown[],
): { records: T[]; rejected: { id: string | undefined; reason: string }[]; drifted: Record<string, number> } {
  const records: T[] = []
  const rejected: { id: string | undefined; reason: string }[] = []
  const drifted = new Map<string, number>()
  for (const item of items) {
    const parsed = parseTolerantly(schema, item)
    if (parsed.reason !== undefined) {
      rejected.push({ id: readId(item), reason: parsed.reason })
      continue
    }
    records.push(parsed.record)
    for (const field of parsed.dropped) drifted.set(field, (drifted.get(field) ?? 0) + 1)
  }
  return { records, rejected, drifted: Object.fromEntries(drifted) }
}

function readId(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('id' in item)) return undefined
  return typeof item.id === 'string' || typeof item.id === 'number' ? String(item.id).slice(0, 500) : undefined
}

/** @returns whether anything was dropped */
function dropIssues(root: unknown, issues: readonly z.core.$ZodIssue[], dropped: Set<string>): boolean {
  let changed = false
  // From the back, so that positions in lists stay right while elements are taken out.
  const paths = issues.map((issue) => issue.path).toSorted((a, b) => comparePaths(b, a))
  for (const path of paths) {
    const at = findPresent(root, path)
    if (!at) continue
    if (Array.isArray(at.parent)) at.parent.splice(Number(at.key), 1)
    else delete (at.parent as Record<PropertyKey, unknown>)[at.key]
    dropped.add(formatPath(path.slice(0, at.depth)))
    changed = true
  }
  return changed
}

/** The innermost thing on `path` that is there and can be taken out. */
function findPresent(
  root: unknown,
  path: readonly PropertyKey[],
): { parent: object; key: PropertyKey; depth: number } | undefined {
  let current = root
  let found: { parent: object; key: PropertyKey; depth: number } | undefined
  for (const [index, key] of path.entries()) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) break
    found = { parent: current, key, depth: index + 1 }
    current = (current as Record<PropertyKey, unknown>)[key]
  }
  return found
}

function comparePaths(a: readonly PropertyKey[], b: readonly PropertyKey[]): number {
  for (const [index, key] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    if (typeof key === 'number' && typeof other === 'number' && key !== other) return key - other
    if (key !== other) return String(key) < String(other) ? -1 : 1
  }
  return a.length - b.length
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (typeof key === 'number' ? '[]' : `${index > 0 ? '.' : ''}${String(key)}`)).join('')
}
