import { WeighthouseError } from '../foundation/errors.ts'
import { checkRelativePath } from '../ids/safePath.ts'
import type { ManifestFilter, PublishedSource } from './manifestFilter.ts'
import { ledgerName } from './readLedger.ts'

export const publishedSources: readonly PublishedSource[] = ['huggingface', 'civitai']

export const combinedName = 'all-models.json'

/** The file with all models of a source. */
export function modelsFileName(source: PublishedSource): string {
  return `${source}-models.json`
}

/**
 * The file of a filter: `hf-likes.json`, `civitai-filter-week-checkpoints-sdxl.json`.
 * @throws WeighthouseError INVALID_CONFIG when the filter's name cannot name a file
 */
export function filterFileName(filter: Pick<ManifestFilter, 'name' | 'source'>): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}$/.test(filter.name) || filter.name.includes('..')) {
    throw new WeighthouseError('INVALID_CONFIG', `The filter name ${JSON.stringify(filter.name)} cannot name a file.`, {
      hint: 'Use letters, digits, ".", "-", "_" and "/" in config/filters.ts.',
      details: { filter: filter.name },
    })
  }
  const prefix = filter.source === 'huggingface' ? 'hf' : 'civitai'
  return checkRelativePath(`${prefix}-${filter.name.replaceAll('/', '-')}.json`)
}

/**
 * The names of all files of a build.
 * @throws WeighthouseError INVALID_CONFIG when two would be the same, also on a disk that ignores letter case
 */
export function manifestNames(filters: readonly ManifestFilter[]): string[] {
  const names = [...publishedSources.map(modelsFileName), combinedName, ...filters.map(filterFileName)]
  const seen = new Set([ledgerName])
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new WeighthouseError('INVALID_CONFIG', `Two manifests would have the name ${name}.`, {
        hint: 'Rename one of the filters in config/filters.ts.',
        details: { name },
      })
    }
    seen.add(name.toLowerCase())
  }
  return names
}
