import { WeighthouseError } from '../foundation/errors.ts'
import { unsafeReason } from '../ids/safePath.ts'
import { chooseFormats, type FormatChoice, listQuantizations, readQuantization } from './chooseFormats.ts'
import { compilePattern } from './matchPattern.ts'

/** Which files of a model are meant; empty or absent `include` means all. Grammar: matchPattern.ts. */
export interface FilePatterns extends FormatChoice {
  include?: readonly string[] | undefined
  exclude?: readonly string[] | undefined
}

/**
 * Divides a model's files by the patterns.
 * @throws WeighthouseError FILE_NOT_FOUND when nothing is left, with the names that there are
 */
export function selectFiles<File extends { path: string }>(
  files: readonly File[],
  patterns: FilePatterns,
  model: string,
): { selected: File[]; leftOut: (File & { reason: string })[] } {
  const include = (patterns.include ?? []).map(compilePattern)
  const exclude = (patterns.exclude ?? []).map(compilePattern)
  const isMeant = ({ path }: File) =>
    (include.length === 0 || include.some((matches) => matches(path))) && !exclude.some((matches) => matches(path))
  const meant = files.filter(isMeant)
  // Who names files means these.
  const allFormats = patterns.allFormats === true || include.length > 0
  const unwanted = chooseFormats(meant, { quants: patterns.quants, allFormats })
  const selected = meant.filter((file) => !unwanted.has(file))
  const quants = patterns.quants ?? []
  if (quants.length > 0 && !selected.some(({ path }) => isOfQuant(path, quants))) throw noQuant(meant, quants, model)
  if (selected.length === 0) throw nothingSelected(files, patterns, model)
  const taken = new Set(selected)
  const leftOut = files
    .filter((file) => !taken.has(file))
    .map((file) => ({ ...file, reason: unwanted.get(file) ?? 'left out by the patterns' }))
  return { selected, leftOut }
}

function isOfQuant(path: string, quants: readonly string[]): boolean {
  const quant = /\.gguf$/i.test(path) ? readQuantization(path) : undefined
  return quants.some((name) => name.toUpperCase() === quant)
}

function noQuant(files: readonly { path: string }[], quants: readonly string[], model: string): WeighthouseError {
  const there = listQuantizations(files)
  return new WeighthouseError('FILE_NOT_FOUND', `${model} has no file of the quantization ${quants.join(' or ')}.`, {
    hint: there.length > 0 ? `It has ${there.join(', ')}.` : 'It has no GGUF files whose names tell a quantization.',
    details: { model, quants, available: there },
  })
}

function nothingSelected(files: readonly { path: string }[], patterns: FilePatterns, model: string): WeighthouseError {
  if (files.length === 0) {
    return new WeighthouseError('FILE_NOT_FOUND', `${model} has no files.`, {
      hint: 'Look at the model page: another revision may have some.',
      details: { model },
    })
  }
  const names = listNames(files.map(({ path }) => path))
  return new WeighthouseError('FILE_NOT_FOUND', `No file of ${model} matches the patterns.`, {
    hint: `Patterns match the whole path, upper and lower case differ. It has: ${names}`,
    details: { model, include: patterns.include, exclude: patterns.exclude, files: files.length },
  })
}

/** The first ten names for a message; strange ones quoted, so that they cannot pass for something else. */
export function listNames(paths: readonly string[]): string {
  const shown = paths.slice(0, 10).map((path) => (unsafeReason(path) === undefined ? path : JSON.stringify(path)))
  const more = paths.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more.` : '.')
}
