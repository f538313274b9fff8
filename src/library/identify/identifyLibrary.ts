import { isWeighthouseError } from '../../foundation/errors.ts'
import type { Library, LibraryModelDetail } from '../library.ts'
import { identifyOne } from './identifyOne.ts'
import type { IdentifyOptions, IdentifyParts, IdentifyReport } from './identifyParts.ts'
import { lookUpBatch } from './lookUpBatch.ts'

/** Models that are read before a source is asked for their hashes together. */
const batchSize = 100

/**
 * Finds out more of models that no source gave, by the hashes of their files. What was found before is only ever made
 * better: an answer that says less, or none at all, changes nothing.
 *
 * @throws WeighthouseError MODEL_NOT_FOUND for a slug that is not in the library
 */
export async function identifyLibrary(parts: IdentifyParts, options: IdentifyOptions = {}): Promise<IdentifyReport> {
  const slugs = options.models ? [...new Set(options.models)] : await listLocal(parts.library)
  const report: IdentifyReport = {
    models: 0,
    changed: 0,
    byHash: 0,
    unhashed: 0,
    toReview: 0,
    asked: 0,
    found: 0,
    stopped: undefined,
    problems: [],
    changes: [],
  }
  for (let start = 0; start < slugs.length; start += batchSize) {
    options.signal?.throwIfAborted()
    const batch: LibraryModelDetail[] = []
    for (const slug of slugs.slice(start, start + batchSize)) {
      const model = await read(parts, slug, options, report)
      if (model) batch.push(model)
    }
    const answers = await lookUpBatch(parts, batch, options, report)
    for (const [index, model] of batch.entries()) {
      options.signal?.throwIfAborted()
      options.onProgress?.({ done: start + index + 1, total: slugs.length, slug: model.slug })
      await identifyOne(parts, model, answers, options, report)
    }
  }
  return report
}

async function listLocal(library: Pick<Library, 'iterate'>): Promise<string[]> {
  const slugs: string[] = []
  for await (const model of library.iterate()) if (model.source === 'local') slugs.push(model.slug)
  return slugs
}

async function read(
  { library }: IdentifyParts,
  slug: string,
  options: IdentifyOptions,
  report: IdentifyReport,
): Promise<LibraryModelDetail | undefined> {
  try {
    const model = await library.get(slug)
    if (model.source !== 'local') {
      report.problems.push({ slug, reason: `${model.source} gave it, so it is known already` })
      return undefined
    }
    report.models++
    return model
  } catch (error) {
    // Removed, or broken, since the list was made; somebody who names it wants to know.
    if (options.models || !isWeighthouseError(error, 'MODEL_NOT_FOUND', 'INVALID_CONFIG')) throw error
    report.problems.push({ slug, reason: error.message })
    return undefined
  }
}
