import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText } from 'node:util'

import type { Command } from 'commander'

import type { Weighthouse } from '../../compose.ts'
import type { LoadedConfig } from '../../foundation/config/loadConfig.ts'
import { startLibraryWatcher } from '../../library/watch/startLibraryWatcher.ts'
import { expireHourly } from '../../order/expireHourly.ts'
import { createWorkerId } from '../../queue/workerId.ts'
import { loadCliConfig } from '../cliContext.ts'
import { parsePort } from '../parseOptions.ts'
import { formatInteger } from '../render/formatNumbers.ts'

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .summary('start the hub: web UI, REST, Connect and gRPC, with jobs in process')
    .option('--host <address>', 'the address to listen on')
    .option('--port <n>', 'the port of UI, REST and Connect; 0 takes a free one', parsePort)
    .option('--grpc-port <n>', 'the port of gRPC; 0 takes a free one', parsePort)
    .addHelpText('after', '\nExamples:\n  weighthouse serve\n  weighthouse serve --port 8000 --home /data/weighthouse')
    .action(async (options: { host?: string; port?: number; grpcPort?: number }, command: Command) => {
      await serve(await loadCliConfig(command, { ...options }))
    })
}

/** Runs the hub until SIGINT or SIGTERM; jobs that are under way go back to the queue and continue at the next start. */
export async function serve(settings: LoadedConfig): Promise<void> {
  const [{ openWeighthouse }, { startServer }, { startJobRunner }] = await Promise.all([
    import('../../compose.ts'),
    import('../../server/startServer.ts'),
    import('../../jobs/runJobs.ts'),
  ])
  const weighthouse = await openWeighthouse(settings)
  try {
    const runner = startJobRunner({
      queue: weighthouse.queue,
      handlers: weighthouse.jobHandlers,
      workerId: createWorkerId('serve'),
      concurrency: 3,
      log: weighthouse.log,
    })
    try {
      const server = await startServer({ weighthouse, wake: () => runner.wake() })
      try {
        const stopped = waitForSignal()
        await announce(weighthouse, server)
        await keepingUp(weighthouse, stopped)
      } finally {
        await server.close()
      }
    } finally {
      await runner.stop()
    }
  } finally {
    await weighthouse.close()
  }
}

/**
 * While the hub runs: what the catalog keeps follows this version's rules, models.db follows the disk, and the trash is emptied
 * of what is old.
 * @returns once `stopped` is fulfilled
 */
async function keepingUp({ catalog, library, order, log }: Weighthouse, stopped: Promise<void>): Promise<void> {
  const ending = new AbortController()
  const derived = catalog.deriveAgain({ signal: ending.signal }).then(
    (count) => count > 0 && log.info({ models: count }, 'the catalog was brought up to date with this version'),
    (error: unknown) => log.error({ error }, 'the catalog could not be brought up to date with this version'),
  )
  const watcher = startLibraryWatcher({ library, log })
  const expiry = expireHourly(order, log, ending.signal)
  await stopped
  ending.abort()
  await watcher.close()
  await derived
  await expiry
}

const loopback = /^(?:127\.|localhost$|::1$)/

/** Says where the hub is, and what a newcomer can do next. */
async function announce(weighthouse: Weighthouse, server: { url: string; grpcUrl: string }): Promise<void> {
  const total = await weighthouse.catalog.countEntries()
  const lines = [
    `${styleText('bold', `Weighthouse ${weighthouse.version}`)} is open at ${styleText(['bold', 'cyan'], server.url)}  (gRPC ${server.grpcUrl})`,
    `  home     ${weighthouse.config.home}`,
    `  catalog  ${formatInteger(total)} models${weighthouse.sample.enabled() ? ' (sample)' : ''}`,
  ]
  if (!existsSync(join(import.meta.dirname, '..', '..', '..', 'web', 'dist', 'index.html'))) {
    lines.push('  web UI   not built; `npm start` builds it')
  }
  if (!loopback.test(weighthouse.config.host)) {
    lines.push(
      `  Anyone who reaches ${weighthouse.config.host} can use this hub: it asks for no key. Keep it to networks that you trust.`,
    )
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  if (total > 0) return
  // Asking the sources may take seconds; the hub is open meanwhile.
  const probes = await Promise.all(
    [...weighthouse.sources.values()].map(async (source) => ({ source, answer: await source.probe() })),
  )
  if (probes.some(({ answer }) => answer.reachable)) {
    process.stdout.write(
      `  The catalog is empty. Fill it in the web UI, or with: weighthouse sync --first 10000 --then-rest\n`,
    )
  } else {
    process.stdout.write(
      `  No network: ${weighthouse.config.hfEndpoint} cannot be reached. Everything already here works; the web UI offers a sample catalog, and so does: npm run demo\n`,
    )
  }
}

function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  })
}
