import type { DescMethodUnary, MessageShape } from '@bufbuild/protobuf'
import type { Command } from 'commander'

import type { Weighthouse } from '../compose.ts'
import type { LoadedConfig } from '../foundation/config/loadConfig.ts'
import type { Api } from '../server/createApi.ts'

/** The options that every command takes. */
export interface GlobalOptions {
  json?: boolean
  home?: string
  config?: string
  offline?: boolean
  logLevel?: string
  debug?: boolean
}

/** What a command works with. */
export interface CliContext {
  weighthouse: Weighthouse
  /** The services of the API, called in this process. */
  api: Api
  json: boolean
  /**
   * Prints an answer: with --json what REST answers for that method, else what `render` prints for people.
   */
  answer<M extends DescMethodUnary>(method: M, response: MessageShape<M['output']>, render: () => void): void
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
}

/** Loads the configuration from the flags that were given to `command`, the environment and the config file. */
export async function loadCliConfig(command: Command, flags: Record<string, unknown> = {}): Promise<LoadedConfig> {
  const { loadConfig } = await import('../foundation/config/loadConfig.ts')
  const options = command.optsWithGlobals<GlobalOptions>()
  return loadConfig({
    flags: { home: options.home, offline: options.offline, logLevel: options.logLevel, ...flags },
    configFile: options.config,
  })
}

/**
 * Opens the house, runs `work` and closes the house, whatever happens.
 * The heavy parts are imported here, so that `--help` and completion stay instant.
 * @param flags settings that the command's own options set
 */
export async function withWeighthouse(
  command: Command,
  work: (context: CliContext) => Promise<void>,
  flags: Record<string, unknown> = {},
): Promise<void> {
  const settings = await loadCliConfig(command, flags)
  const [{ openWeighthouse }, { createApi }, { toRestAnswer }] = await Promise.all([
    import('../compose.ts'),
    import('../server/createApi.ts'),
    import('../server/rest/toRestAnswer.ts'),
  ])
  const json = command.optsWithGlobals<GlobalOptions>().json ?? false
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  const weighthouse = await openWeighthouse(settings)
  try {
    await deriveAgain(weighthouse, interrupted.signal)
    await work({
      weighthouse,
      api: createApi({ weighthouse }),
      json,
      signal: interrupted.signal,
      answer(method, response, render) {
        if (json) process.stdout.write(`${JSON.stringify(toRestAnswer(method, response), null, 2)}\n`)
        else render()
      },
    })
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    await weighthouse.close()
  }
}

/** After an update of the program, what the catalog keeps may follow older rules; says so when that takes a moment. */
async function deriveAgain({ catalog }: Weighthouse, signal: AbortSignal): Promise<void> {
  const notice = setTimeout(() => {
    process.stderr.write('Bringing the catalog up to date with this version of Weighthouse …\n')
  }, 300)
  try {
    await catalog.deriveAgain({ signal })
  } finally {
    clearTimeout(notice)
  }
}
