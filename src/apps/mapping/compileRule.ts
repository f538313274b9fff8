import { posix } from 'node:path'

import type { LibraryFile, LibraryModel } from '../../library/library.ts'
import { compilePattern } from './compilePattern.ts'
import type { FileFormat, MappingRule } from './mappingConfig.ts'

const mib = 1024 * 1024
const formats: Record<string, FileFormat> = {
  '.safetensors': 'safetensors',
  '.sft': 'safetensors',
  '.gguf': 'gguf',
  '.ckpt': 'pickle',
  '.pt': 'pickle',
  '.pt2': 'pickle',
  '.pth': 'pickle',
  '.bin': 'pickle',
  '.pkl': 'pickle',
  '.onnx': 'onnx',
}

/** What many models have in common. The subtype is undefined where files have others of their own. */
interface ModelKind extends Pick<LibraryModel, 'type' | 'source' | 'family'> {
  subtype: LibraryModel['subtype'] | undefined
}

/** A rule, ready to be asked ten thousands of times. */
export interface CompiledRule {
  rule: MappingRule
  /** False: it takes no file of any model of this kind, whose files are all of the same subtype. */
  takesKind(kind: ModelKind): boolean
  /** False: it takes no file of this model. Of models whose kind it takes. */
  takesModel(model: LibraryModel): boolean
  /** Of a model that it takes. `path` is the file's, relative to the model. */
  takesFile(model: LibraryModel, file: LibraryFile, path: string): boolean
}

export function compileRule(rule: MappingRule): CompiledRule {
  const { filters, link_type: linkType } = rule
  const tests = rule.patterns.map(compilePattern)
  const refusals = (rule.exclude_patterns ?? []).map(compilePattern)
  const isOf = (list: readonly string[] | undefined) => {
    if (!list) return undefined
    const known = new Set(list.map((word) => word.toLowerCase()))
    return (word: string) => known.has(word.toLowerCase())
  }
  const type = isOf(filters.model_type)
  const family = isOf(filters.families)
  const notFamily = isOf(filters.exclude_families)
  const tag = isOf(filters.tags)
  const notTag = isOf(filters.exclude_tags)
  const base = isOf(filters.base_model)
  const source = isOf(filters.sources)
  const subtype = isOf(filters.subtypes)
  const format = isOf(filters.format)
  const smallest = (filters.min_size_mb ?? 0) * mib
  const largest = (filters.max_size_mb ?? Infinity) * mib

  return {
    rule,
    takesKind(kind) {
      if (type && !type(kind.type)) return false
      if (subtype && kind.subtype !== undefined && !subtype(kind.subtype)) return false
      if (source && !source(kind.source)) return false
      return (!family || family(kind.family)) && !notFamily?.(kind.family)
    },
    takesModel(model) {
      // A tree is taken as what it is; a file in it that has another part of its own is left to the rules of that part.
      if (subtype && linkType === 'directory' && !subtype(model.subtype)) return false
      if (notTag && model.tags.some(notTag)) return false
      if (tag && !model.tags.some(tag)) return false
      if (base && !model.baseModels.some(base)) return false
      return linkType !== 'directory' || (model.sizeBytes >= smallest && model.sizeBytes <= largest)
    },
    takesFile(model, file, path) {
      if (subtype && !subtype(file.subtype ?? model.subtype)) return false
      if (linkType !== 'directory' && (file.size < smallest || file.size > largest)) return false
      if (!tests.some((test) => test(path)) || refusals.some((test) => test(path))) return false
      if (!format) return true
      const own = formats[posix.extname(path).toLowerCase()]
      return (own !== undefined && format(own)) || (model.subtype === 'diffusers' && format('diffusers'))
    },
  }
}
