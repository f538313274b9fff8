import { applyIdentification } from '../curate/applyIdentification.ts'
import { importPreview } from '../curate/importSidecars.ts'
import { pictureBeside } from '../curate/readPreview.ts'
import type { LibraryModelDetail } from '../library.ts'
import type { ModelMetadata } from '../metadata.ts'
import type { ModelRecord } from '../rewriteModel.ts'
import { readDeclared } from './header/readDeclared.ts'
import type { HashAnswer, LookUpByHash } from './identification.ts'
import { identifyModel } from './identifyModel.ts'
import type { IdentifyOptions, IdentifyParts, IdentifyReport } from './identifyParts.ts'
import { hashesOf } from './lookUpBatch.ts'
import { readFoundHeader } from './readFoundHeader.ts'
import { toFoundModel } from './toFoundModel.ts'
import { isWeightFile } from './weightFiles.ts'

const mostChanges = 1000

/** Identifies one model again by the answers for its hashes, and writes what is better than before. */
export async function identifyOne(
  { library, clock, lookUpWeights }: IdentifyParts,
  model: LibraryModelDetail,
  answers: ReadonlyMap<string, HashAnswer | 'unknown'>,
  options: IdentifyOptions,
  report: IdentifyReport,
): Promise<void> {
  const hashes = hashesOf(model)
  if (hashes.length === 0) report.unhashed++
  const isKnown = hashes.some((hash) => typeof answers.get(hash) === 'object')
  if (isKnown) report.byHash++
  const misses = hashes.filter((hash) => answers.get(hash) === 'unknown')
  const isTold = !isKnown && !model.identified && !model.offline && (await tellsWeights(model, lookUpWeights))
  // Who was known by hash before is looked at anew only when that is asked for.
  const wasKnown = model.metadata.identification?.method === 'hash'
  const isNew = (isKnown && !wasKnown) || isTold || (options.again ?? false)
  let review = model.identification?.needsReview ?? false
  const picture = options.dryRun || model.offline ? undefined : await takePreview(library, model)
  if ((isNew || misses.length > 0 || picture) && !model.offline) {
    const identification = isNew
      ? await identifyModel(toFoundModel(model), {
          headers: readFoundHeader,
          lookUpWeights,
          lookup: async (sha256) => {
            const answer = answers.get(sha256)
            return answer === 'unknown' ? undefined : answer
          },
        })
      : undefined
    const now = clock()
    const change = ({ metadata }: Pick<ModelRecord, 'metadata'>) => {
      const identified = identification && applyIdentification(metadata, identification, now)
      const next = {
        ...(identified ?? metadata),
        ...rememberMisses(metadata.lookups, misses, now),
        ...(picture && { preview_file: picture }),
      }
      return identified || misses.length > 0 || picture ? { metadata: next, identified } : undefined
    }
    const planned = change(model)
    if (planned?.identified) note(report, model.metadata, planned.identified)
    if (planned && !options.dryRun) {
      const written = await library.rewrite(model.slug, (record) => {
        const made = change(record)
        return made && { metadata: made.metadata }
      })
      review = written.identification?.needsReview ?? false
    } else if (planned && model.overrides?.identity === undefined) {
      review = planned.metadata.identification?.needs_review ?? review
    }
  }
  if (review) report.toReview++
}

/** Whether the largest file tells a hash of its weights that somebody knows. */
async function tellsWeights({ files }: LibraryModelDetail, lookup: LookUpByHash | undefined): Promise<boolean> {
  const [largest] = files.filter(({ path, missing }) => isWeightFile(path) && !missing).sort((a, b) => b.size - a.size)
  const header = lookup && largest && (await readFoundHeader(largest))
  const autoV3 = header?.kind === 'safetensors' ? readDeclared(header.metadata)?.autoV3 : undefined
  return autoV3 !== undefined && (await lookup?.(autoV3)) !== undefined
}

/** Copies the picture that stands beside a model, once. */
async function takePreview(
  library: IdentifyParts['library'],
  model: LibraryModelDetail,
): Promise<{ path: string; size: number } | undefined> {
  const source = model.metadata.preview_file ? undefined : pictureBeside(model)
  return source === undefined
    ? undefined
    : library.whileAlone(model.slug, ({ token }) => importPreview(model.path, source, token))
}

function note(report: IdentifyReport, before: ModelMetadata, after: ModelMetadata): void {
  report.changed++
  if (report.changes.length >= mostChanges) return
  const { method = '', confidence = 0 } = after.identification ?? {}
  report.changes.push({ slug: after.slug, before: describe(before), after: describe(after), method, confidence })
}

function describe({ model_type: type, family, subtype, official_name: name }: ModelMetadata): string {
  return `${type}/${family} ${subtype}: ${name}`
}

function rememberMisses(
  lookups: LibraryModelDetail['metadata']['lookups'],
  misses: readonly string[],
  now: number,
): Pick<LibraryModelDetail['metadata'], 'lookups'> {
  if (misses.length === 0) return {}
  const at = new Date(now).toISOString()
  return {
    lookups: {
      ...lookups,
      civitai: { ...lookups?.['civitai'], ...Object.fromEntries(misses.map((hash) => [hash, at])) },
    },
  }
}
