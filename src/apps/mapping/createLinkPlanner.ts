import { createHash } from 'node:crypto'
import { posix } from 'node:path'

import { joinInside, unsafeReason } from '../../ids/safePath.ts'
import { distinguishName } from '../../library/cleanName.ts'
import type { LibraryFile, LibraryModel } from '../../library/library.ts'
import type { MappingRule } from './mappingConfig.ts'
import { matchesRule } from './matchesRule.ts'

/** A link that the mapping asks for. */
export interface WantedLink {
  slug: string
  method: MappingRule['method']
  /** The library file, absolute. */
  sourcePath: string
  /** The place in the application, absolute. */
  targetPath: string
  /** The rule that asks for it. */
  rule: string
}

export interface LinkPlanner {
  /** The links of one model; none when no rule takes it. Call it for every model, the oldest first. */
  add(model: LibraryModel): WantedLink[]
}

/**
 * Works out the links of an application. Names are given in the order in which models are added: the first that wants a
 * name has it, the next gets `<model_id>-<name>`. So a name that a workflow refers to does not change when another model
 * comes. Names that differ only in case count as the same.
 */
export function createLinkPlanner(rules: readonly MappingRule[], modelsPath: string): LinkPlanner {
  const taken = new Set<string>()
  const folders = new Map<string, string>()

  return {
    add(model) {
      const wanted = new Map<string, WantedLink>()
      for (const rule of rules) {
        for (const file of model.files) {
          // Files such as .gitattributes are of the repository, not of the model.
          if (posix.basename(file.path).startsWith('.') || !matchesRule(rule, model, file)) continue
          const place = rule.link_type === 'directory' ? placeInFolder(rule, model, file) : placeFile(rule, model, file)
          if (wanted.has(place)) continue
          wanted.set(place, {
            slug: model.slug,
            method: rule.method,
            sourcePath: joinInside(model.path, file.path),
            targetPath: joinInside(modelsPath, place),
            rule: rule.name,
          })
        }
      }
      return [...wanted.values()]
    },
  }

  function placeFile(rule: MappingRule, model: LibraryModel, file: LibraryFile): string {
    for (const name of fileNames(model, file)) {
      const place = `${rule.target_subdir}/${name}`
      if (unsafeReason(place) === undefined && take(place)) return place
    }
    throw new Error(`No name is free for ${file.path} of ${model.slug}`)
  }

  function placeInFolder(rule: MappingRule, model: LibraryModel, file: LibraryFile): string {
    const plain = `${rule.target_subdir}/${model.modelId}`
    const owner = folders.get(plain.toLowerCase()) ?? model.slug
    const folder = owner === model.slug ? plain : `${rule.target_subdir}/${distinguishName(model.modelId, model.slug)}`
    folders.set(folder.toLowerCase(), model.slug)
    return `${folder}/${file.path}`
  }

  function take(place: string): boolean {
    const key = place.toLowerCase()
    if (taken.has(key)) return false
    taken.add(key)
    return true
  }
}

/** The names that a file may have, the best first. */
function fileNames(model: LibraryModel, file: LibraryFile): string[] {
  const name = posix.basename(file.path)
  const { ext } = posix.parse(name)
  const hash = createHash('sha256').update(`${model.slug}/${file.path}`).digest('hex')
  return [
    name,
    `${model.modelId}-${name}`,
    `${model.modelId}-${file.path.replaceAll('/', '-')}`,
    `${model.modelId}-${hash.slice(0, 8)}${ext}`,
    `${hash}${ext}`,
  ]
}
