import { isWeighthouseError } from '#foundation/errors.ts'
import type { Job } from '#gen/job_pb.ts'
import { fromSlug } from '#ids/slug.ts'

import { formatBytes } from '../format/formatBytes.ts'
import { formatExactCount } from '../format/formatCount.ts'
import { sourceName } from '../format/sources.ts'

/** A job as one would say it: "Pull Qwen/Qwen3-8B", "Sync Hugging Face". */
export function describeJob(job: Job): string {
  switch (job.type) {
    case 'pull':
      return `Pull ${jobModel(job)}`
    case 'sync': {
      const sources = textsOf(job.payload?.sources).map(sourceName)
      return sources.length === 0 ? 'Sync the catalog' : `Sync ${sources.join(' and ')}`
    }
    case 'scan':
      if (typeof job.payload?.['path'] === 'string') return `Scan ${job.payload['path']}`
      return job.payload?.rebuild === true ? 'Rebuild the library index' : 'Scan the library'
    case 'hash':
      return 'Hash files in place'
    case 'import':
      return 'Import files'
    case 'snapshot':
      return 'Write down the numbers of the day'
    case 'link_duplicates':
      return 'Link duplicates'
    case 'gc':
      return 'Collect garbage'
    case 'verify':
      return describeLook(job)
    case 'bundle_export':
      return describeExport(job)
    case 'bundle_import':
      return `Import ${textsOf(job.payload?.files).map(baseName).join(', ')}`
    case 'manifests':
      return 'Build manifests'
    default:
      return job.type
  }
}

function describeExport(job: Job): string {
  const models = textsOf(job.payload?.models)
  const what =
    models.length === 0 ? 'the library' : models.length === 1 ? nameOfSlug(models[0] ?? '') : `${models.length} models`
  return `Export ${what} to ${textsOf(job.payload?.file).map(baseName).join(', ')}`
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}

function describeLook(job: Job): string {
  const { model, sample, repair } = job.payload ?? {}
  const what =
    typeof model === 'string' ? nameOfSlug(model) : typeof sample === 'number' ? 'a sample of the store' : 'the store'
  return `Verify ${what}${repair === true ? ' and fetch again what is damaged' : ''}`
}

/** The slug of the model that a pull is for; its payload names it as `slug` or `slug@revision`. */
export function jobSlug(job: Job): string | undefined {
  const model = job.type === 'pull' ? job.payload?.model : undefined
  return typeof model === 'string' ? model.split('@')[0] : undefined
}

/** The model of a pull as its source writes it, with the revision that was asked for: `owner/name@v2`. */
function jobModel(job: Job): string {
  const slug = jobSlug(job)
  if (slug === undefined) return 'a model'
  const revision = String(job.payload?.model).slice(slug.length)
  return nameOfSlug(slug) + revision
}

function nameOfSlug(slug: string): string {
  try {
    const { source, id } = fromSlug(slug)
    return source === 'huggingface' ? id : slug
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return slug
    throw error
  }
}

/** "1.2 GB of 15.2 GB", "12,300 models" */
export function describeProgress(job: Job): string {
  if (!job.progress) return ''
  const { done, total, unit } = job.progress
  if (unit === 'bytes') return total === undefined ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`
  const amount =
    total === undefined ? formatExactCount(done) : `${formatExactCount(done)} of ${formatExactCount(total)}`
  return `${amount} ${unit}`
}

/** "12.3 MB/s", "410 models/s" */
export function describeRate(rate: number, unit: string): string {
  return unit === 'bytes' ? `${formatBytes(Math.round(rate))}/s` : `${formatExactCount(Math.round(rate))} ${unit}/s`
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '')
}
