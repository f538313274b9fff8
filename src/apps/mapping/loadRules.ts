import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { satisfies, valid } from 'semver'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'
import type { MappingConfig, MappingRule } from './mappingConfig.ts'
import { appOfFileName, invalidMapping, readMappingFile } from './readMappingFile.ts'
import { toSemver } from './toSemver.ts'

/**
 * The rules that hold for one version of an application, in the order of their priority.
 *
 * Every file whose version fits takes part; where two have a rule of the same name, the more specific file wins: an
 * exact version before a range before `any`; then a variant before `default`; then the later folder (the user's before
 * the shipped). A rule that is not enabled thus turns the one it replaces off. An optional file takes part only where its
 * variant was chosen.
 *
 * @throws WeighthouseError INVALID_CONFIG when a file of this application is broken, or there is none for the version
 */
export async function loadRules(
  directories: readonly string[],
  { app, version, variant = 'default' }: { app: string; version: string; variant?: string },
): Promise<MappingRule[]> {
  let hasVariant = variant === 'default'
  const ranked: { config: MappingConfig; rank: number[]; path: string }[] = []
  for (const [index, directory] of directories.entries()) {
    for (const name of await listMappingFiles(directory)) {
      const path = join(directory, name)
      const owner = appOfFileName(name)
      if (owner === undefined) throw invalidMapping(path, 'its name is not <app>_<version>_<config>.json')
      if (owner !== app) continue
      const config = await readMappingFile(path)
      if (!isForVersion(config.version, version)) continue
      if (config.variant === variant && variant !== 'default') hasVariant = true
      else if (config.optional) continue
      ranked.push({ config, path, rank: [specificity(config.version), config.variant === 'default' ? 0 : 1, index] })
    }
  }
  if (ranked.length === 0) {
    throw new WeighthouseError('INVALID_CONFIG', `There is no mapping for ${app} ${version}.`, {
      hint: `Put one into ${directories.at(-1)}.`,
    })
  }
  if (!hasVariant) {
    throw new WeighthouseError('INVALID_CONFIG', `There is no mapping ${variant} for ${app} ${version}.`, {
      hint: `Put one into ${directories.at(-1)}, or add the installation again without --mapping.`,
    })
  }
  ranked.sort((a, b) => compareRanks(a.rank, b.rank) || (a.path < b.path ? -1 : 1))
  const rules = new Map(ranked.flatMap(({ config }) => config.mappings.map((rule) => [rule.name, rule] as const)))
  return [...rules.values()]
    .filter(({ enabled }) => enabled)
    .sort((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1))
}

function specificity(version: string): number {
  if (version === 'any') return 0
  return valid(version) === null ? 1 : 2
}

function isForVersion(range: string, version: string): boolean {
  if (range === 'any') return true
  const known = toSemver(version)
  return known !== undefined && satisfies(known, range, { includePrerelease: true })
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, position) => value !== b[position])
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0)
}

async function listMappingFiles(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory)
    return entries.filter((name) => name.endsWith('.json')).sort()
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw error
  }
}
