import type { HuggingFaceModel } from './huggingFaceModel.ts'
import { libraryTags } from './knownTags.ts'
import { readText } from './readText.ts'

/**
 * The library of a model, in lower case: what the card states, else what Hugging Face found (`library_name`), else the
 * first tag that is a library's key, else what its files give away. A `config.json` alone gives nothing away: since
 * August 2024 Hugging Face does not read it as transformers either.
 */
export function findLibrary(model: HuggingFaceModel): string | undefined {
  const stated = readText(model.cardData?.library_name) ?? readText(model.library_name)
  if (stated !== undefined) return stated.toLowerCase()
  const tagged = model.tags?.find((tag) => libraryTags.has(tag.toLowerCase()))
  return tagged?.toLowerCase() ?? findLibraryByFiles((model.siblings ?? []).map((sibling) => sibling.rfilename))
}

/** Files that one library writes and no other, the most specific first. */
const filesOf: readonly (readonly [file: RegExp, library: string])[] = [
  [/^config_setfit\.json$/, 'setfit'],
  [/^config_sentence_transformers\.json$/, 'sentence-transformers'],
  [/^open_clip_config\.json$/, 'open_clip'],
  [/^adapter_config\.json$/, 'peft'],
  [/^model_index\.json$/, 'diffusers'],
  [/^[^/]+\.nemo$/, 'nemo'],
]

function findLibraryByFiles(paths: readonly string[]): string | undefined {
  if (paths.length === 0) return undefined
  return filesOf.find(([file]) => paths.some((path) => file.test(path)))?.[1]
}
