import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { z } from 'zod'

import { systemErrorCode, WeighthouseError } from '../errors.ts'
import { type Config, type ConfigKey, type ConfigOption, configOptions } from './configOptions.ts'

/** Where a setting's value came from. */
type ConfigOrigin = 'flag' | 'environment' | 'file' | 'default'

export interface LoadedConfig {
  config: Config
  /** For `weighthouse config`: the origin of each setting. */
  origins: Record<ConfigKey, ConfigOrigin>
  /** The config file that was read, if there was one. */
  file: string | undefined
  /** The environment as it was read: what other programs of the user are told by it (`HF_HOME`, `OLLAMA_MODELS`). */
  env: Readonly<Record<string, string | undefined>>
}

export interface LoadConfigOptions {
  /** Values of command-line flags; undefined means not given. */
  flags?: Partial<Record<ConfigKey, unknown>>
  env?: NodeJS.ProcessEnv
  /** A config file that must exist; without it `weighthouse.config.json` in the working directory is read if it is there. */
  configFile?: string
  workingDirectory?: string
}

const pathOptions: readonly ConfigKey[] = ['home', 'store', 'library']

/**
 * Resolves every setting once: flags, then environment, then `weighthouse.config.json`, then defaults.
 * Relative paths are taken from the working directory, or from the config file's folder when they stand in it.
 *
 * @throws WeighthouseError INVALID_CONFIG naming the setting and where its value came from
 */
export function loadConfig(options: LoadConfigOptions = {}): LoadedConfig {
  const env = options.env ?? process.env
  const workingDirectory = options.workingDirectory ?? process.cwd()
  const { file, values } = readConfigFile(options.configFile, workingDirectory)
  const config: Partial<Record<ConfigKey, unknown>> = {}
  const origins: Partial<Record<ConfigKey, ConfigOrigin>> = {}

  for (const [key, option] of Object.entries(configOptions) as [ConfigKey, ConfigOption<unknown>][]) {
    const variable = option.env.find((name) => env[name] !== undefined && env[name] !== '')
    const flag = options.flags?.[key]
    let origin: ConfigOrigin = 'default'
    let value: unknown
    let base = workingDirectory
    if (flag !== undefined) [origin, value] = ['flag', flag]
    else if (variable !== undefined) [origin, value] = ['environment', env[variable]]
    else if (values[key] !== undefined) [origin, value, base] = ['file', values[key], dirname(file ?? workingDirectory)]
    else {
      value =
        typeof option.default === 'function' ? option.default({ home: String(config.home ?? ''), env }) : option.default
    }
    const parsed = option.schema.safeParse(value)
    if (!parsed.success) {
      const from = { flag: `--${kebabCase(key)}`, environment: variable, file, default: 'its default' }[origin]
      throw new WeighthouseError(
        'INVALID_CONFIG',
        `The setting ${key} (from ${from}) is not usable: ${z.prettifyError(parsed.error)}`,
        {
          hint: `${option.doc} See \`weighthouse config\`.`,
          details: { setting: key, origin },
        },
      )
    }
    config[key] = isPath(key, parsed.data) ? resolve(base, String(parsed.data)) : parsed.data
    origins[key] = origin
  }
  return { config: config as Config, origins: origins as Record<ConfigKey, ConfigOrigin>, file, env }
}

/** A store may also be an address of a bucket. */
function isPath(key: ConfigKey, value: unknown): boolean {
  return pathOptions.includes(key) && !(key === 'store' && /^s3:/i.test(String(value)))
}

/** `downloadConcurrency` → `download-concurrency`: how a setting is written as a flag. */
function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function readConfigFile(
  required: string | undefined,
  workingDirectory: string,
): { file: string | undefined; values: Partial<Record<ConfigKey, unknown>> } {
  const file = resolve(workingDirectory, required ?? 'weighthouse.config.json')
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && required === undefined) return { file: undefined, values: {} }
    throw new WeighthouseError('INVALID_CONFIG', `The config file ${file} cannot be read.`, {
      hint: 'Check the path that --config names.',
      cause: error,
    })
  }
  const known = z.strictObject(
    Object.fromEntries(Object.keys(configOptions).map((key) => [key, z.unknown().optional()])),
  )
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new WeighthouseError(
      'INVALID_CONFIG',
      `The config file ${file} is not valid JSON: ${(error as Error).message}`,
      {
        hint: 'Mend the file, or move it away to use the defaults.',
        cause: error,
      },
    )
  }
  const parsed = known.safeParse(json)
  if (!parsed.success) {
    throw new WeighthouseError(
      'INVALID_CONFIG',
      `The config file ${file} is not usable: ${z.prettifyError(parsed.error)}`,
      {
        hint: `Known settings: ${Object.keys(configOptions).join(', ')}.`,
      },
    )
  }
  return { file, values: parsed.data }
}
