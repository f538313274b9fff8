import { z } from 'zod'

/**
 * Parses JSON that fits a schema, as the schema itself does and several times as fast: what is in the schema's order
 * already is given back as it is, and nothing is made. To be used before the schema, which says what does not fit.
 *
 * Knows loose objects, lists, records, unions, texts, numbers and booleans, any of them optional or nullable; what else a
 * schema holds is parsed by itself. Fields that a schema names come in its order, the others behind them.
 *
 * @returns undefined for what does not fit, or perhaps does not
 */
export function createQuickParser<T>(schema: z.ZodType<T>): (json: unknown) => T | undefined {
  const read = createReader(schema)
  return (json) => {
    const value = read(json)
    // What the reader gives back has been held against the schema, field by field.
    return value === misfit ? undefined : (value as T)
  }
}

const misfit = Symbol('does not fit')
/** Gives back what it was given, or a copy in the schema's order, or {@link misfit}. */
type Reader = (value: unknown) => unknown

function createReader(schema: z.core.$ZodType): Reader {
  if (schema instanceof z.ZodOptional) return orElse(undefined, createReader(schema.unwrap()))
  if (schema instanceof z.ZodNullable) return orElse(null, createReader(schema.unwrap()))
  if (!hasChecks(schema)) {
    if (schema instanceof z.ZodUnknown) return (value) => value
    if (schema instanceof z.ZodString) return (value) => (typeof value === 'string' ? value : misfit)
    if (schema instanceof z.ZodBoolean) return (value) => (typeof value === 'boolean' ? value : misfit)
    if (schema instanceof z.ZodNumber) return (value) => (Number.isFinite(value) ? value : misfit)
    if (schema instanceof z.ZodUnion) return readUnion(schema.options.map(createReader))
    if (schema instanceof z.ZodArray) return readList(createReader(schema.element))
    if (schema instanceof z.ZodRecord && isPlainText(schema.keyType)) return readRecord(createReader(schema.valueType))
    if (schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodUnknown) return readObject(schema.shape)
  }
  return (value) => {
    const parsed = z.safeParse(schema, value)
    return parsed.success ? parsed.data : misfit
  }
}

function hasChecks(schema: z.core.$ZodType): boolean {
  return (schema._zod.def.checks?.length ?? 0) > 0
}

function isPlainText(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodString && !hasChecks(schema)
}

function orElse(other: null | undefined, read: Reader): Reader {
  return (value) => (value === other ? value : read(value))
}

function readUnion(readers: readonly Reader[]): Reader {
  return (value) => {
    for (const read of readers) {
      const result = read(value)
      if (result !== misfit) return result
    }
    return misfit
  }
}

function readList(read: Reader): Reader {
  return (value) => {
    if (!Array.isArray(value)) return misfit
    const list: readonly unknown[] = value
    let copy: unknown[] | undefined
    for (let index = 0; index < list.length; index++) {
      const result = read(list[index])
      if (result === misfit) return misfit
      if (result !== list[index]) (copy ??= list.slice())[index] = result
    }
    return copy ?? list
  }
}

function readRecord(read: Reader): Reader {
  return (value) => {
    if (!isObject(value)) return misfit
    let copy: Record<string, unknown> | undefined
    for (const field in value) {
      const result = read(value[field])
      if (result === misfit || field === '__proto__') return misfit
      if (result !== value[field]) (copy ??= { ...value })[field] = result
    }
    return copy ?? value
  }
}

function readObject(shape: Readonly<Record<string, z.core.$ZodType>>): Reader {
  const fields = Object.keys(shape)
  const readers = Object.values(shape).map(createReader)
  const places = new Map(fields.map((field, place) => [field, place]))
  const needed = readers.flatMap((read, place) => (read(undefined) === misfit ? [place] : []))
  const absent = Symbol('absent')
  /** Of the object that is being read; no schema holds itself. */
  const results: unknown[] = fields.map(() => absent)

  return (value) => {
    if (!isObject(value)) return misfit
    let isSame = true
    let last = -1
    for (const field in value) {
      const place = places.get(field)
      // A schema leaves it out.
      if (field === '__proto__') return forget(results, absent)
      if (place === undefined) {
        last = fields.length
        continue
      }
      const result = readers[place]!(value[field])
      if (result === misfit) return forget(results, absent)
      results[place] = result
      if (place < last || result !== value[field]) isSame = false
      last = place
    }
    for (const place of needed) if (results[place] === absent) return forget(results, absent)
    const inOrder = isSame ? value : copyInOrder(value)
    results.fill(absent)
    return inOrder
  }

  function copyInOrder(value: Readonly<Record<string, unknown>>): object {
    const copy: Record<string, unknown> = {}
    for (let place = 0; place < fields.length; place++) {
      if (results[place] !== absent) copy[fields[place]!] = results[place]
    }
    for (const field in value) if (!places.has(field)) copy[field] = value[field]
    return copy
  }
}

function forget(results: unknown[], absent: symbol): typeof misfit {
  results.fill(absent)
  return misfit
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
