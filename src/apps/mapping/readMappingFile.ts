import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

import { WeighthouseError } from '../../foundation/errors.ts'
import { type MappingConfig, mappingConfigSchema } from './mappingConfig.ts'

/*
 * The grammar of the names: <app>_<version>_<config>.json. The app has no `_`, the config none either; the version is
 * `any` or a label of the range that stands inside (`*` and `>` cannot stand in file names everywhere).
 */
const fileName = /^([a-z0-9-]+)_(.+)_([^_]+)\.json$/

/** The application that a mapping file's name is for; undefined when it is no mapping file's name. */
export function appOfFileName(name: string): string | undefined {
  return fileName.exec(name)?.[1]
}

/**
 * Reads one mapping file.
 * @throws WeighthouseError INVALID_CONFIG naming the file and the field that is wrong
 */
export async function readMappingFile(path: string): Promise<MappingConfig> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw invalidMapping(path, `it is not JSON: ${error.message}`, error)
  }
  const parsed = mappingConfigSchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw invalidMapping(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`, parsed.error)
  }
  const config = parsed.data
  const [, app, version, variant] = fileName.exec(basename(path)) ?? []
  if (app !== config.app) throw invalidMapping(path, `app: it is ${config.app}, but the file's name says ${app}`)
  if (variant !== config.variant) {
    throw invalidMapping(path, `variant: it is ${config.variant}, but the file's name says ${variant}`)
  }
  if ((version === 'any') !== (config.version === 'any')) {
    throw invalidMapping(path, `version: it is ${config.version}, but the file's name says ${version}`)
  }
  const twice = config.mappings.find(
    ({ name }, index) => config.mappings.findIndex((rule) => rule.name === name) < index,
  )
  if (twice) throw invalidMapping(path, `mappings: two rules have the name ${twice.name}`)
  return config
}

/** A mapping file that cannot be used. */
export function invalidMapping(path: string, reason: string, cause?: unknown): WeighthouseError {
  return new WeighthouseError('INVALID_CONFIG', `The mapping file ${path} is not usable: ${reason}.`, {
    hint: 'Mend the file or move it away; nothing was linked.',
    details: { path },
    cause,
  })
}
