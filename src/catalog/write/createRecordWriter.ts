import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { RecordWriter, WriteOutcome } from '../catalog.ts'
import type { CommittedChange } from '../index/catchUp/catchUpWith.ts'
import type { AttributeView } from './createAttributeDictionary.ts'
import { createChangeLog } from './createChangeLog.ts'
import { packKeys } from './packKeys.ts'
import type { AttributeValue, PreparedRecord } from './preparedRecord.ts'
import type { ChangedRow, HashRow, KnownModel, ModelRow, ModelStore } from './store/modelStore.ts'

export interface TransactionWriter extends RecordWriter {
  /**
   * Writes what follows from records that the catalog holds already: whatever they are, they are written anew, and
   * neither listed again nor taken for changed by their source. Models that are gone or were written meanwhile are left.
   * @param derived with the record's hash as it was kept when the record was read
   */
  writeDerived(derived: readonly DerivedRecord[]): Promise<void>
  /**
   * Adds models that their source lists no longer, as they were. Those that the catalog has stay as they are: what it
   * knows may be newer.
   */
  addRemoved(records: readonly PreparedRecord[], removedAt: UtcMilliseconds): Promise<{ outcome: WriteOutcome }[]>
  /** Writes down what was changed. To be called once, at the end. @returns the changes whose models are at hand */
  logChanges(): Promise<CommittedChange[]>
}

export interface DerivedRecord {
  record: PreparedRecord
  readHash: Uint8Array
}

interface Change {
  record: PreparedRecord
  known: KnownModel
  indexedAt: UtcMilliseconds
  removedAt: UtcMilliseconds | undefined
}

/** The keys of attributes begin with 1. */
const noKey = 0

/** The writer of one transaction. */
export function createRecordWriter(options: {
  store: ModelStore
  attributes: AttributeView
  now: UtcMilliseconds
  /** Whether `logChanges` returns anything. */
  keepsModels: boolean
}): TransactionWriter {
  const { store, attributes, now, keepsModels } = options
  const log = createChangeLog({ keepsModels })

  /** The keys of each record's attributes, ascending; attributes that nobody had before get theirs here. */
  async function keysOf(records: readonly PreparedRecord[]): Promise<number[][]> {
    const missing = new Map<string, AttributeValue>()
    const unknown: number[] = []
    const keys = records.map((record, place) => {
      const before = missing.size
      const found = record.attributes.map((attribute) => {
        const key = attributes.find(attribute)
        if (key === undefined) missing.set(`${attribute.kind}:${attribute.value}`, attribute)
        return key ?? noKey
      })
      if (missing.size > before || (before > 0 && found.includes(noKey))) unknown.push(place)
      return found
    })
    if (missing.size > 0) {
      const asked = [...missing.values()]
      for (const [index, key] of (await store.keysOf(asked)).entries()) attributes.add(asked[index]!, key)
    }
    for (const place of unknown) {
      const own = records[place]!.attributes
      keys[place] = keys[place]!.map((key, index) => (key === noKey ? attributes.find(own[index]!)! : key))
    }
    for (const found of keys) found.sort((a, b) => a - b)
    return keys
  }

  async function add(records: readonly PreparedRecord[]): Promise<number[]> {
    const attributeKeys = await keysOf(records)
    const rows = records.map((record, index): ModelRow => ({
      record,
      attributes: packKeys(attributeKeys[index]!),
      indexedAt: now,
    }))
    const keys = await store.add(rows)
    for (const [index, key] of keys.entries()) {
      log.parts({ key, record: records[index]!, rising: Number.NaN, removed: false }, attributeKeys[index]!)
    }
    return keys
  }

  async function change(changes: readonly Change[]): Promise<void> {
    const others = changes.flatMap(({ record, known }) => (sameParts(record, known) ? [] : record))
    const keysOfOthers = (await keysOf(others)).values()
    const rows = changes.map(({ record, known, indexedAt, removedAt }): ChangedRow => {
      const { key, rising } = known
      const row = { key, record, rising, removed: removedAt !== undefined }
      const attributeKeys = sameParts(record, known) ? undefined : keysOfOthers.next().value
      if (attributeKeys === undefined) {
        log.numbers(row)
        return { key, record, attributes: undefined, indexedAt, removedAt }
      }
      log.parts(row, attributeKeys)
      return { key, record, attributes: packKeys(attributeKeys), indexedAt, removedAt }
    })
    await store.change(rows)
  }

  async function addHashes(written: readonly { key: number; record: PreparedRecord }[]): Promise<void> {
    const hashes = written.flatMap(({ key, record }) => record.hashes.map((hash): HashRow => ({ hash, key })))
    if (hashes.length > 0) await store.addHashes(hashes)
  }

  return {
    async writePrepared(records) {
      const { unique, places } = takeLast(records)
      const found = await store.findKnown(unique)
      const fresh = unique.filter((_, place) => !found[place])
      const added = fresh.length > 0 ? await add(fresh) : []
      const changes = unique.flatMap((record, place): Change[] => {
        const known = found[place]
        return known && differs(record, known) ? [{ record, known, indexedAt: now, removedAt: undefined }] : []
      })
      if (changes.length > 0) await change(changes)
      await addHashes([
        ...fresh.map((record, place) => ({ key: added[place]!, record })),
        ...changes.map(({ known, record }) => ({ key: known.key, record })),
      ])
      let next = 0
      const results = unique.map((record, place): { key: number; outcome: WriteOutcome } => {
        const known = found[place]
        if (!known) return { key: added[next++]!, outcome: 'added' }
        return { key: known.key, outcome: differs(record, known) ? 'changed' : 'unchanged' }
      })
      const told = new Set<number>()
      return places.map((place) => {
        const { key, outcome } = results[place]!
        const repeats = told.has(place)
        told.add(place)
        return { key, outcome: repeats ? 'unchanged' : outcome }
      })
    },
    async writeDerived(derived) {
      const found = await store.findKnown(derived.map(({ record }) => record))
      const changes = derived.flatMap(({ record, readHash }, place): Change[] => {
        const known = found[place]
        return known && equal(known.recordHash, readHash)
          ? [{ record, known, indexedAt: known.indexedAt, removedAt: known.removedAt }]
          : []
      })
      if (changes.length > 0) await change(changes)
      await addHashes(changes.map(({ known, record }) => ({ key: known.key, record })))
    },
    async addRemoved(records, removedAt) {
      const { unique, places } = takeLast(records)
      const found = await store.findKnown(unique)
      const fresh = unique.filter((_, place) => !found[place])
      if (fresh.length > 0) {
        const keys = await add(fresh)
        await addHashes(fresh.map((record, place) => ({ key: keys[place]!, record })))
        log.removed(await store.markRemoved(keys, removedAt, now))
      }
      return places.map((place, index) => ({
        outcome: found[place] || places.indexOf(place) < index ? 'unchanged' : 'added',
      }))
    },
    async markRemoved(keys) {
      log.removed(await store.markRemoved(keys, now, now))
    },
    async setRising(scores) {
      log.numberOf(await store.setRising(scores))
    },
    async setParameters(counts) {
      log.numberOf(await store.setParameters(counts))
    },
    async logChanges() {
      const changes: CommittedChange[] = []
      for (const { kind, keys, models, numbers } of log.entries()) {
        const id = await store.logChange(kind, packKeys(keys), now)
        if (models !== undefined && numbers !== undefined) changes.push({ id, models, numbers })
      }
      return changes
    },
  }
}

/**
 * Each model once, with the last of its records.
 * @returns and for each record, which of the unique ones is its model's
 */
function takeLast(records: readonly PreparedRecord[]): { unique: PreparedRecord[]; places: number[] } {
  const unique: PreparedRecord[] = []
  const placeOf = new Map<string, number>()
  const places = records.map((record) => {
    const name = `${record.source}:${record.id}`
    const place = placeOf.get(name) ?? unique.length
    placeOf.set(name, place)
    unique[place] = record
    return place
  })
  return { unique, places }
}

function differs(record: PreparedRecord, known: KnownModel): boolean {
  return known.removedAt !== undefined || !equal(record.recordHash, known.recordHash)
}

function sameParts(record: PreparedRecord, known: KnownModel): boolean {
  return equal(record.partsHash, known.partsHash)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}
