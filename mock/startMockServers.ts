import { startCivitai } from './civitai/startCivitai.ts'
import { createFaultPicker } from './faults/createFaultPicker.ts'
import type { Fault } from './faults/fault.ts'
import { createRequestLog, type LoggedRequest } from './http/requestLog.ts'
import { startHuggingFace } from './huggingface/startHuggingFace.ts'
import { type CivitaiRecord, parseCivitaiRecord } from './records/civitaiRecord.ts'
import { type HuggingFaceRecord, parseHuggingFaceRecord } from './records/huggingFaceRecord.ts'
import { readRecords, type RecordInput } from './records/readRecords.ts'
import { sampleCivitaiRecords } from './sample/sampleCivitaiRecords.ts'
import { sampleHuggingFaceRecords } from './sample/sampleHuggingFaceRecords.ts'

export type { Fault } from './faults/fault.ts'

export interface MockOptions {
  /** Ports; 0 or undefined takes a free one. */
  hfPort?: number | undefined
  civitaiPort?: number | undefined
  /** Records, or a file of them (`.ndjson`, `.jsonl`, also `.gz`); the sample catalog by default. */
  hfRecords?: RecordInput | undefined
  civitaiRecords?: RecordInput | undefined
  /** The size in bytes that no made file exceeds (texts are a few KiB whatever it says); default 4 MiB. */
  maxFileSize?: number | undefined
  /**
   * The same for CivitAI's files; default the smaller of `maxFileSize` and 32 KiB, because CivitAI's listing tells the
   * hash of every file, so all of them are made and hashed during a sync.
   */
  civitaiMaxFileSize?: number | undefined
  faults?: readonly Fault[] | undefined
  /** The same seed and order of requests give the same faults; default 1. */
  faultSeed?: number | undefined
  /** The token that opens gated models and CivitAI's login-only files; undefined: any (for gated models any `hf_…`). */
  token?: string | undefined
  /** CivitAI version ids whose download answers 403 Early Access. */
  earlyAccessVersions?: Iterable<number> | undefined
  /** CivitAI version ids whose download answers 401 without a token. */
  loginVersions?: Iterable<number> | undefined
}

export interface MockServers {
  hfUrl: string
  hfCdnUrl: string
  civitaiUrl: string
  civitaiCdnUrl: string
  /** Models served. */
  counts: { huggingface: number; civitai: number }
  /** Replaces the faults from the next request on. */
  setFaults(faults: readonly Fault[]): void
  /** What was asked since the start or the last `clearRequests`, oldest first; the newest 10,000 at least. */
  requests(): LoggedRequest[]
  clearRequests(): void
  /** Stops all four servers; connections are cut. */
  close(): Promise<void>
}

const defaultFileSize = 4 * 1024 * 1024
const defaultCivitaiFileSize = 32 * 1024

/**
 * Starts mock servers of Hugging Face (with its CDN) and CivitAI (with its storage) on 127.0.0.1. They speak the
 * services' own HTTP: listings with cursors, trees, redirects, ranges, hashes, errors. Files are made up from the
 * records, in their true formats, and every answer agrees on their sizes and hashes.
 *
 * @throws WeighthouseError PORT_IN_USE, FILE_NOT_FOUND (no such record file), INVALID_ARGUMENT (not a record file)
 */
export async function startMockServers(options: MockOptions = {}): Promise<MockServers> {
  const maxFileSize = options.maxFileSize ?? defaultFileSize
  const huggingFaceRecords = new Map<string, HuggingFaceRecord>()
  for await (const value of readRecords(options.hfRecords ?? sampleHuggingFaceRecords())) {
    const record = parseHuggingFaceRecord(value)
    huggingFaceRecords.set(record.id, record)
  }
  const civitaiRecords = new Map<number, CivitaiRecord>()
  for await (const value of readRecords(options.civitaiRecords ?? sampleCivitaiRecords())) {
    const record = parseCivitaiRecord(value)
    civitaiRecords.set(record.id, record)
  }
  const faults = createFaultPicker(options.faults ?? [], options.faultSeed ?? 1)
  const log = createRequestLog()

  const huggingFace = await startHuggingFace({
    records: huggingFaceRecords,
    port: options.hfPort ?? 0,
    maxFileSize,
    token: options.token,
    faults,
    log,
  })
  const closeHuggingFace = () => Promise.all([huggingFace.hub.close(), huggingFace.cdn.close()])
  try {
    const civitai = await startCivitai({
      records: civitaiRecords,
      port: options.civitaiPort ?? 0,
      maxFileSize: options.civitaiMaxFileSize ?? Math.min(maxFileSize, defaultCivitaiFileSize),
      rules: {
        earlyAccess: new Set(options.earlyAccessVersions),
        loginRequired: new Set(options.loginVersions),
        token: options.token,
      },
      faults,
      log,
    })
    return {
      hfUrl: huggingFace.hub.url,
      hfCdnUrl: huggingFace.cdn.url,
      civitaiUrl: civitai.site.url,
      civitaiCdnUrl: civitai.storage.url,
      counts: { huggingface: huggingFaceRecords.size, civitai: civitaiRecords.size },
      setFaults: (next) => faults.set(next),
      requests: () => log.list(),
      clearRequests: () => log.clear(),
      async close() {
        await Promise.all([closeHuggingFace(), civitai.site.close(), civitai.storage.close()])
      },
    }
  } catch (error) {
    await closeHuggingFace()
    throw error
  }
}
