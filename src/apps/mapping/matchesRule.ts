import { posix } from 'node:path'

import type { LibraryFile, LibraryModel } from '../../library/library.ts'
import type { MappingRule } from './mappingConfig.ts'

const mib = 1024 * 1024

/** Whether a rule takes a file of a model. */
export function matchesRule(rule: MappingRule, model: LibraryModel, file: LibraryFile): boolean {
  const { filters } = rule
  const tags = new Set(model.tags.map((tag) => tag.toLowerCase()))
  if (filters.exclude_tags?.some((tag) => tags.has(tag.toLowerCase()))) return false
  if (filters.tags && !filters.tags.some((tag) => tags.has(tag.toLowerCase()))) return false
  if (filters.model_type && !filters.model_type.includes(model.type)) return false
  if (filters.families && !filters.families.some((family) => family.toLowerCase() === model.family.toLowerCase())) {
    return false
  }
  const bases = new Set(model.baseModels.map((base) => base.toLowerCase()))
  if (filters.base_model && !filters.base_model.some((base) => bases.has(base.toLowerCase()))) return false

  const size = rule.link_type === 'directory' ? model.sizeBytes : file.size
  if (filters.min_size_mb !== undefined && size < filters.min_size_mb * mib) return false
  if (filters.max_size_mb !== undefined && size > filters.max_size_mb * mib) return false
  return matchesSubtype(rule, model, file) && rule.patterns.some((pattern) => matchesPattern(pattern, file.path))
}

function matchesSubtype(
  { filters, link_type: linkType }: MappingRule,
  model: LibraryModel,
  file: LibraryFile,
): boolean {
  if (!filters.subtypes) return true
  // A tree is taken as what it is; a file in it that has another part of its own is left to the rules of that part.
  if (linkType === 'directory' && !filters.subtypes.includes(model.subtype)) return false
  return filters.subtypes.includes(file.subtype ?? model.subtype)
}

function matchesPattern(pattern: string, path: string): boolean {
  const subject = pattern.includes('/') || pattern === '**' ? path : posix.basename(path)
  if (pattern === '**') return true
  return posix.matchesGlob(subject.toLowerCase(), pattern.toLowerCase())
}
