import { join } from 'node:path'

import { satisfies, validRange } from 'semver'

import { WeighthouseError } from '../../foundation/errors.ts'
import { overridesFileName } from '../../library/metadata.ts'
import type { Overrides } from '../../library/overrides.ts'
import { toSemver } from './toSemver.ts'

/**
 * Why overrides.json keeps a model from this version of an application; undefined when it does not. Every range in it is
 * checked, also those of other applications, so a typing error never goes unnoticed.
 *
 * @param folder of the model, for messages
 * @throws WeighthouseError INVALID_CONFIG when a range is none, naming the file and the field
 */
export function explainVersionRange(
  overrides: Overrides | undefined,
  app: { app: string; version: string },
  folder: string,
): string | undefined {
  const ranges = Object.entries(overrides?.version_ranges ?? {})
  for (const [name, range] of ranges) {
    if (validRange(range) !== null) continue
    const path = join(folder, overridesFileName)
    throw new WeighthouseError(
      'INVALID_CONFIG',
      `${path} is not usable: version_ranges.${name}: ${JSON.stringify(range)} is not an npm semver range.`,
      { hint: 'Write something like ">=0.3.0 <1".', details: { path, field: `version_ranges.${name}` } },
    )
  }
  const range = ranges.find(([name]) => name.toLowerCase() === app.app)?.[1]
  if (range === undefined) return undefined
  const version = toSemver(app.version)
  if (!version) {
    return range.trim() === '*' ? undefined : `overrides.json asks for ${range}, and the version of the app is unknown`
  }
  if (satisfies(version, range, { includePrerelease: true })) return undefined
  return `overrides.json asks for ${range}, and the app is ${app.version}`
}
