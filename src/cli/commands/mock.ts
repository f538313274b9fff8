import type { Command } from 'commander'

import { type GlobalOptions } from '../cliContext.ts'
import { collect, parseBytes, parsePort } from '../parseOptions.ts'

interface MockOptions {
  hfPort: number
  civitaiPort: number
  hfData?: string
  civitaiData?: string
  maxFileSize: number
  fault: string[]
}

export function addMockCommand(program: Command): void {
  program
    .command('mock')
    .summary('serve Hugging Face and CivitAI look-alikes on this machine, for tests')
    .description(
      'Serves the listing, files and errors of both sources from record files, or from the sample without one. Every model file is made up: small, in its true format, the same at every start.',
    )
    .option('--hf-port <n>', 'port of the Hugging Face look-alike; 0 takes a free one', parsePort, 18080)
    .option('--civitai-port <n>', 'port of the CivitAI look-alike; 0 takes a free one', parsePort, 18090)
    .option('--hf-data <file>', 'Hugging Face records, .ndjson or .ndjson.gz')
    .option('--civitai-data <file>', 'CivitAI records, .ndjson or .ndjson.gz')
    .option('--max-file-size <bytes>', 'no made-up file is larger', parseBytes, 4 * 2 ** 20)
    .option(
      '--fault <fault>',
      'drop:BYTES, 429, 5xx, slow:BYTES_PER_S, truncate, wrong-bytes, html, no-range or gzip; @SHARE after it strikes only that share of requests (repeatable)',
      collect,
      [],
    )
    .addHelpText(
      'after',
      `
Examples:
  weighthouse mock
  weighthouse mock --hf-data models.ndjson.gz --fault drop:1000000@0.2 --fault slow:500000

Then, in another terminal:
  WEIGHTHOUSE_HF_ENDPOINT=http://127.0.0.1:18080 WEIGHTHOUSE_CIVITAI_ENDPOINT=http://127.0.0.1:18090 weighthouse sync`,
    )
    .action(async (options: MockOptions, command: Command) => {
      const [{ startMockServers }, { parseFault }] = await Promise.all([
        import('../../../mock/startMockServers.ts'),
        import('../../../mock/faults/parseFault.ts'),
      ])
      const servers = await startMockServers({
        hfPort: options.hfPort,
        civitaiPort: options.civitaiPort,
        hfRecords: options.hfData,
        civitaiRecords: options.civitaiData,
        maxFileSize: options.maxFileSize,
        faults: options.fault.map(parseFault),
      })
      const ended = new Promise<void>((resolve) => {
        process.once('SIGINT', () => resolve())
        process.once('SIGTERM', () => resolve())
      })
      const { huggingface, civitai } = servers.counts
      if (command.optsWithGlobals<GlobalOptions>().json) {
        process.stdout.write(
          `${JSON.stringify({ data: { huggingface: { url: servers.hfUrl, models: huggingface }, civitai: { url: servers.civitaiUrl, models: civitai } }, meta: {} })}\n`,
        )
      } else {
        process.stdout.write(
          `Hugging Face look-alike: ${huggingface.toLocaleString('en-US')} models at ${servers.hfUrl}\nCivitAI look-alike: ${civitai.toLocaleString('en-US')} models at ${servers.civitaiUrl}\nCtrl-C ends it.\n`,
        )
      }
      await ended
      await servers.close()
    })
}
