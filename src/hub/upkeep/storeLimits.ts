import { WeighthouseError } from '../../foundation/errors.ts'
import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import { collectGarbage } from './collectGarbage.ts'
import { measureIncoming } from './measureIncoming.ts'
import type { UpkeepParts } from './upkeepParts.ts'

/** What the store may hold, and what must stay free. */
export interface StoreLimits {
  /**
   * Says whether `missingBytes` more may come. What partial downloads hold already counts as used, so it is not part of
   * them. @throws WeighthouseError QUOTA_EXCEEDED, DISK_FULL, both saying what `gc` would free
   */
  check(slug: string, missingBytes: number): Promise<void>
  /**
   * Looks now and then whether the limits still hold while something is fetched. The signal is aborted with the error
   * when they do not. Call `stop` at the end.
   */
  watch(slug: string): { signal: AbortSignal; stop: () => void }
}

const usualWatchMs = 5_000

/** @param options.watchMs how often a watch looks, in milliseconds; for tests */
export function createStoreLimits(parts: UpkeepParts, options: { watchMs?: number } = {}): StoreLimits {
  const { store, quotaBytes, minFreeBytes } = parts
  const { watchMs = usualWatchMs } = options

  async function measureUsed(): Promise<number> {
    let bytes = (await measureIncoming(store.incomingDirectory)).bytes
    for await (const { size } of store.list()) bytes += size
    return bytes
  }

  async function check(slug: string, missingBytes: number): Promise<void> {
    if (minFreeBytes > 0) {
      const freeBytes = await readFreeBytes(store.incomingDirectory)
      if (freeBytes - missingBytes < minFreeBytes) {
        throw await diskFull(parts, { slug, missingBytes, freeBytes })
      }
    }
    if (quotaBytes === undefined) return
    const usedBytes = await measureUsed()
    if (usedBytes + missingBytes > quotaBytes) {
      throw await quotaExceeded(parts, { slug, missingBytes, usedBytes, quotaBytes })
    }
  }

  return {
    check,
    watch(slug) {
      const broken = new AbortController()
      if (quotaBytes === undefined && minFreeBytes === 0) return { signal: broken.signal, stop: () => {} }
      let timer: NodeJS.Timeout | undefined
      const look = async () => {
        try {
          await check(slug, 0)
          // Waits after each look, so that a store which takes long to list is not listed all the time.
          if (timer) timer = schedule()
        } catch (error) {
          broken.abort(error)
        }
      }
      const schedule = () => setTimeout(() => void look(), watchMs).unref()
      timer = schedule()
      return {
        signal: broken.signal,
        stop() {
          clearTimeout(timer)
          timer = undefined
        },
      }
    },
  }
}

async function diskFull(
  parts: UpkeepParts,
  { slug, missingBytes, freeBytes }: { slug: string; missingBytes: number; freeBytes: number },
): Promise<WeighthouseError> {
  const { store, minFreeBytes } = parts
  const needs = missingBytes > 0 ? `needs ${show(missingBytes)} more` : 'cannot go on'
  return new WeighthouseError(
    'DISK_FULL',
    `${slug} ${needs}: ${store.incomingDirectory} has ${show(freeBytes)} free, of which ${show(minFreeBytes)} stay free (storeMinFree).`,
    {
      hint: `${await sayGarbage(parts)} Finished work is kept.`,
      details: { slug, missingBytes, freeBytes, minFreeBytes, path: store.incomingDirectory },
    },
  )
}

async function quotaExceeded(
  parts: UpkeepParts,
  sizes: { slug: string; missingBytes: number; usedBytes: number; quotaBytes: number },
): Promise<WeighthouseError> {
  const { slug, missingBytes, usedBytes, quotaBytes } = sizes
  const needs = missingBytes > 0 ? `needs ${show(missingBytes)} more` : 'cannot go on'
  return new WeighthouseError(
    'QUOTA_EXCEEDED',
    `${slug} ${needs}: the store holds ${show(usedBytes)} of the ${show(quotaBytes)} that it may (storeQuota).`,
    {
      hint: `${await sayGarbage(parts)} Or set WEIGHTHOUSE_STORE_QUOTA higher. Finished work is kept.`,
      details: { ...sizes },
    },
  )
}

async function sayGarbage(parts: UpkeepParts): Promise<string> {
  const { removed, waiting } = await collectGarbage(parts, { dryRun: true })
  if (removed.bytes > 0) return `\`weighthouse gc\` would free ${show(removed.bytes)}.`
  if (waiting.bytes > 0) return `\`weighthouse gc --grace 0\` would free ${show(waiting.bytes)}.`
  return '`weighthouse gc` would free nothing: every blob is in use. `weighthouse store` shows by what.'
}

function show(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`
}
