import { growArray, growBuffer } from '../growArray.ts'
import { hashText, slotOf } from '../hashText.ts'
import { type Attribute, type AttributeKind, attributeKinds, kindCode } from '../indexedModel.ts'
import { readVarint, varintSize, writeVarint } from '../varint.ts'
import { writeUtf8 } from '../writeUtf8.ts'
import { namesBase } from './relationKinds.ts'

/**
 * Attributes by key, and keys by value. Attributes never change, and none is taken away.
 *
 * Values that differ in letter case only, of all kinds, are one chain: from the slot of their hash by `next`, the lowest
 * key last. So one look-up finds whatever has a value, and a model's id finds the relations to it.
 */
export interface Dictionary {
  /** One more than the highest key. */
  capacity: number
  /** Code of the kind by key; `noKind` where there is no attribute. */
  kinds: Uint8Array<ArrayBuffer>
  /** Where each value stands in `values`: its length as varint, then UTF-8. Equal values stand there once. */
  offsets: Uint32Array<ArrayBuffer>
  values: Buffer<ArrayBuffer>
  valuesEnd: number
  /** Of the value, without letter case. */
  hashes: Uint32Array<ArrayBuffer>
  /** The next attribute of the same chain; 0 ends it. */
  next: Uint32Array<ArrayBuffer>
  /**
   * Of parents and families: the first attribute of these kinds to have exactly the same value, so that a
   * parent is counted once however it is named; 0 for other kinds.
   */
  groups: Uint32Array<ArrayBuffer>
  /** The attributes that groups are named by. */
  readonly bases: KeyList
  /** First of each chain, by hash; 0 is free. */
  table: Uint32Array
  chains: number
  /** By block of 2¹⁶ keys: how many attributes it has. */
  readonly stamps: number[]
  /** By code of the kind: the keys of its attributes, in the order of coming. */
  readonly byKind: KeyList[]
}

export interface KeyList {
  keys: Uint32Array
  count: number
}

export const noKind = 255
/** Three quarters of the slots are taken before the table grows. */
const fullness = 0.75

export function createDictionary(): Dictionary {
  return {
    capacity: 1,
    kinds: new Uint8Array([noKind]),
    offsets: new Uint32Array(1),
    values: Buffer.alloc(0),
    valuesEnd: 0,
    hashes: new Uint32Array(1),
    next: new Uint32Array(1),
    groups: new Uint32Array(1),
    bases: { keys: new Uint32Array(0), count: 0 },
    table: new Uint32Array(1024),
    chains: 0,
    stamps: [],
    byKind: attributeKinds.map(() => ({ keys: new Uint32Array(0), count: 0 })),
  }
}

/** @returns false when the key is there already */
export function addAttribute(dictionary: Dictionary, { key, kind, value }: Attribute): boolean {
  if (key < dictionary.capacity && dictionary.kinds[key] !== noKind) return false
  reserve(dictionary, key)
  const code = kindCode(kind)
  dictionary.kinds[key] = code
  appendKey(dictionary.byKind[code]!, key)
  dictionary.stamps[key >>> 16] = (dictionary.stamps[key >>> 16] ?? 0) + 1
  const hash = hashText(value)
  const slot = findSlot(dictionary, hash, () => value)
  const head = dictionary.table[slot]!
  let same = head
  while (same !== 0 && valueOf(dictionary, same) !== value) same = dictionary.next[same]!
  dictionary.offsets[key] = same === 0 ? appendValue(dictionary, value) : dictionary.offsets[same]!
  dictionary.hashes[key] = hash
  if (namesBase(code)) joinGroup(dictionary, key, head)
  dictionary.next[key] = head
  dictionary.table[slot] = key
  if (head === 0 && ++dictionary.chains > dictionary.table.length * fullness) growTable(dictionary)
  return true
}

export function valueOf(dictionary: Pick<Dictionary, 'values' | 'offsets'>, key: number): string {
  const { start, end } = valueRange(dictionary, key)
  return dictionary.values.toString('utf8', start, end)
}

export function attributeOf(dictionary: Dictionary, key: number): Attribute {
  const kind = attributeKinds[dictionary.kinds[key] ?? noKind]
  if (kind === undefined) throw new RangeError(`There is no attribute ${key}`)
  return { key, kind, value: valueOf(dictionary, key) }
}

/** The attributes of this kind that have the value in any letter case, the lowest key first. */
export function findAttributes(dictionary: Dictionary, kind: AttributeKind, value: string): number[] {
  const code = kindCode(kind)
  const found: number[] = []
  for (let key = findChain(dictionary, value); key !== 0; key = dictionary.next[key]!) {
    if (dictionary.kinds[key] === code) found.push(key)
  }
  return found.toReversed()
}

/** First attribute of the chain of a value; 0 when nothing has it. */
export function findChain(dictionary: Dictionary, value: string): number {
  return findChainByHash(dictionary, hashText(value), () => value)
}

/** As {@link findChain}; `value` is asked for only when something has its hash. */
export function findChainByHash(dictionary: Dictionary, hash: number, value: () => string): number {
  return dictionary.table[findSlot(dictionary, hash, value)]!
}

/** Where the chain of a value begins in the table, or is to begin. */
function findSlot({ values, offsets, table, hashes }: Dictionary, hash: number, value: () => string): number {
  let lower: string | undefined
  for (let slot = slotOf(hash, table.length); ; slot = slot + 1 === table.length ? 0 : slot + 1) {
    const head = table[slot]!
    if (head === 0) return slot
    if (hashes[head] !== hash) continue
    lower ??= value().toLowerCase()
    if (hasValue({ values, offsets }, head, lower)) return slot
  }
}

/** Whether an attribute's value is this text in any letter case. */
export function hasValue(dictionary: Pick<Dictionary, 'values' | 'offsets'>, key: number, lower: string): boolean {
  const { start, end } = valueRange(dictionary, key)
  const { values } = dictionary
  for (let index = start; index < end; index++) {
    const byte = values[index]!
    if (byte >= 0x80) return valueOf(dictionary, key).toLowerCase() === lower
    if ((byte >= 65 && byte <= 90 ? byte | 32 : byte) !== lower.charCodeAt(index - start)) return false
  }
  return end - start === lower.length
}

/** Where the UTF-8 of a value stands in `values`. */
function valueRange(
  { offsets, values }: Pick<Dictionary, 'values' | 'offsets'>,
  key: number,
): { start: number; end: number } {
  const at = offsets[key]!
  const length = readVarint(values, at)
  const start = at + varintSize(length)
  return { start, end: start + length }
}

/** An attribute of exactly this value; 0 when there is none. */
function appendValue(dictionary: Dictionary, value: string): number {
  const at = dictionary.valuesEnd
  dictionary.values = growBuffer(dictionary.values, at + 5 + 3 * value.length)
  const { values } = dictionary
  const start = writeVarint(values, at, Buffer.byteLength(value))
  dictionary.valuesEnd = writeUtf8(value, values, start)
  return at
}

function reserve(dictionary: Dictionary, key: number): void {
  const before = dictionary.capacity
  if (key < before) return
  dictionary.capacity = key + 1
  dictionary.kinds = growArray(dictionary.kinds, key + 1)
  dictionary.offsets = growArray(dictionary.offsets, key + 1)
  dictionary.hashes = growArray(dictionary.hashes, key + 1)
  dictionary.next = growArray(dictionary.next, key + 1)
  dictionary.groups = growArray(dictionary.groups, key + 1)
  dictionary.kinds.fill(noKind, before, key)
}

function joinGroup(dictionary: Dictionary, key: number, chain: number): void {
  const { groups, offsets, next } = dictionary
  for (let other = chain; other !== 0; other = next[other]!) {
    // Equal values stand at one place.
    if (groups[other] === 0 || offsets[other] !== offsets[key]) continue
    groups[key] = groups[other]!
    return
  }
  groups[key] = key
  appendKey(dictionary.bases, key)
}

/** Makes the table anew, of the attributes that begin a chain. */
export function fillTable(dictionary: Dictionary, chains: number, isHead: (key: number) => boolean): void {
  let size = dictionary.table.length
  while (chains > size * fullness) size *= 2
  dictionary.table = new Uint32Array(size)
  dictionary.chains = chains
  for (let key = 1; key < dictionary.capacity; key++) if (isHead(key)) putHead(dictionary, key)
}

function growTable(dictionary: Dictionary): void {
  const heads = dictionary.table
  dictionary.table = new Uint32Array(heads.length * 2)
  for (const head of heads) if (head !== 0) putHead(dictionary, head)
}

function putHead({ table, hashes }: Dictionary, key: number): void {
  let slot = slotOf(hashes[key]!, table.length)
  while (table[slot] !== 0) slot = slot + 1 === table.length ? 0 : slot + 1
  table[slot] = key
}

export function appendKey(list: KeyList, key: number): void {
  list.keys = growArray(list.keys, list.count + 1)
  list.keys[list.count++] = key
}
