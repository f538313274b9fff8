import { isWeighthouseError } from '../../foundation/errors.ts'
import type { LibraryModelDetail } from '../library.ts'
import type { HashAnswer, LookUpByHash } from './identification.ts'
import type { IdentifyOptions, IdentifyParts, IdentifyReport } from './identifyParts.ts'
import { isWeightFile } from './weightFiles.ts'

/** Hashes that a source is asked for at once. */
const batchSize = 100
const askAgainMs = 7 * 24 * 60 * 60 * 1000
/** The source, not the model, is the trouble: what is left is not asked for. */
const sourceTrouble = [
  'SOURCE_UNREACHABLE',
  'RATE_LIMITED',
  'SOURCE_ERROR',
  'SOURCE_DRIFT',
  'UNAUTHORIZED',
  'GATED',
  'MODEL_NOT_FOUND',
] as const

/** Hashes of the weights of a model, as far as they are known. */
export const hashesOf = ({ files }: LibraryModelDetail) =>
  files.filter(({ path }) => isWeightFile(path)).flatMap(({ sha256 }) => sha256 ?? [])

/** Answers by hash for a batch of models: from here first, then from the network. */
export async function lookUpBatch(
  { lookups, online, clock }: IdentifyParts,
  batch: readonly LibraryModelDetail[],
  options: IdentifyOptions,
  report: IdentifyReport,
): Promise<Map<string, HashAnswer | 'unknown'>> {
  const answers = new Map<string, HashAnswer | 'unknown'>()
  const open = new Set<string>()
  for (const model of batch) {
    for (const sha256 of hashesOf(model)) {
      const answer = await firstAnswer(lookups, sha256)
      if (answer) answers.set(sha256, answer)
      else if (options.again || mayAsk(model, sha256, clock())) open.add(sha256)
    }
  }
  if (!options.online || !online || report.stopped !== undefined) return answers
  const hashes = [...open].filter((hash) => !answers.has(hash))
  for (let start = 0; start < hashes.length; start += batchSize) {
    const asked = hashes.slice(start, start + batchSize)
    try {
      const found = await online.ask(asked, options.signal)
      report.asked += asked.length
      report.found += found.size
      for (const hash of asked) answers.set(hash, found.get(hash) ?? 'unknown')
    } catch (error) {
      if (!isWeighthouseError(error, ...sourceTrouble)) throw error
      report.stopped = error.message
      break
    }
  }
  return answers
}

async function firstAnswer(lookups: readonly LookUpByHash[], sha256: string): Promise<HashAnswer | undefined> {
  for (const lookup of lookups) {
    const answer = await lookup(sha256)
    if (answer) return answer
  }
  return undefined
}

/** A source that did not know a hash is not asked for it again for a week. */
function mayAsk({ metadata }: LibraryModelDetail, sha256: string, now: number): boolean {
  const missed = metadata.lookups?.['civitai']?.[sha256]
  return missed === undefined || now - Date.parse(missed) > askAgainMs
}
