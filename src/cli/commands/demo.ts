import { join } from 'node:path'

import type { Command } from 'commander'

import { loadCliConfig } from '../cliContext.ts'
import { parsePort } from '../parseOptions.ts'
import { serve } from './serve.ts'

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .summary('start the hub on a sample catalog, with no network at all')
    .description(
      'Serves a few hundred invented models, with real-format files, from this machine to itself. It lives in a home of its own (demo/ in yours), so your catalog and library are not touched.',
    )
    .option('--port <n>', 'the port of UI, REST and Connect; 0 takes a free one', parsePort)
    .option('--grpc-port <n>', 'the port of gRPC; 0 takes a free one', parsePort)
    .addHelpText('after', '\nExamples:\n  npm run demo\n  weighthouse demo --port 0')
    .action(async (options: { port?: number; grpcPort?: number }, command: Command) => {
      const { home } = (await loadCliConfig(command)).config
      const settings = await loadCliConfig(command, {
        ...options,
        home: join(home, 'demo'),
        store: join(home, 'demo', 'store'),
        library: join(home, 'demo', 'shared-resources', 'models'),
      })
      await fillWithSample(settings)
      await serve(settings)
    })
}

/** Turns the sample on in that home and reads it into the catalog, once. */
async function fillWithSample(settings: Awaited<ReturnType<typeof loadCliConfig>>): Promise<void> {
  const [{ openWeighthouse }, { syncSource }] = await Promise.all([
    import('../../compose.ts'),
    import('../../catalog/sync/syncSource.ts'),
  ])
  const weighthouse = await openWeighthouse(settings)
  try {
    await weighthouse.sample.set(true)
    for (const source of weighthouse.sources.values()) {
      await syncSource({ catalog: weighthouse.catalog, source, mode: {} })
    }
  } finally {
    await weighthouse.close()
  }
}
