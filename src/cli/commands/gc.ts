import { create } from '@bufbuild/protobuf'
import { InvalidArgumentError, type Command } from 'commander'

import { parseDuration } from '../../foundation/parseDuration.ts'
import type { GarbageReport } from '../../gen/weighthouse/v1/store_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, formatInteger, formatTime, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'
import { runJob } from '../runJob.ts'

interface GcOptions {
  dryRun?: boolean
  grace?: number
  oldCommits?: boolean
  force?: boolean
}

export function addGcCommand(program: Command): void {
  program
    .command('gc')
    .summary('remove the blobs that nothing names any more')
    .description(
      'Removes from the store what no followed model, no library model and no hard link names, once it has been so for a day. Never runs while a pull works in the store. Your own files are not touched.',
    )
    .option('--dry-run', 'print what would be removed and remove nothing')
    .option('--grace <time>', 'how long a blob without a name is kept: 24h, 30m, 7d or 0 (default: 24h)', parseGrace)
    .option('--old-commits', 'also what only old commits of models name, neither followed nor on the shelf')
    .option('--force', 'also when another Weighthouse keeps blobs in the same store')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse gc --dry-run
  weighthouse gc
  weighthouse gc --old-commits --dry-run
  weighthouse gc --grace 0`,
    )
    .action((options: GcOptions, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [{ CollectGarbageResponseSchema, StoreService }, { jobMessage }, { gcRequest }] = await Promise.all([
          import('../../gen/weighthouse/v1/store_pb.ts'),
          import('../../server/messages/jobMessage.ts'),
          import('../../server/messages/storeRequests.ts'),
        ])
        const { collectGarbage } = StoreService.method
        const { force = false, oldCommits = false } = options
        if (options.dryRun) {
          const graceMs = options.grace === undefined ? undefined : BigInt(options.grace)
          const response = await context.api.store.collectGarbage({ dryRun: true, graceMs, oldCommits, force })
          context.answer(collectGarbage, response, () => response.report && printPlan(response.report))
          return
        }
        const { payload, dedupeKey } = gcRequest({ graceMs: options.grace, oldCommits, force })
        const job = jobMessage(await runJob(context, 'gc', payload, dedupeKey))
        context.answer(collectGarbage, create(CollectGarbageResponseSchema, { job }), () => printDone(job.result ?? {}))
      }),
    )
}

function parseGrace(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined) throw new InvalidArgumentError('Write a time like 24h, 30m, 7d or 0.')
  return ms
}

function printPlan({ removed, models, waiting, nextAt, kept }: GarbageReport): void {
  printTable(
    [
      { title: 'NAMED BY', flexible: true },
      { title: 'BLOBS', align: 'right' },
      { title: 'SIZE', align: 'right' },
    ],
    models.map(({ slug, blobs, bytes }) => [
      slug || '(unknown)',
      formatInteger(Number(blobs)),
      formatBytes(Number(bytes)),
    ]),
  )
  process.stdout.write(
    `would remove ${describe(removed)}\nin use       ${describe(kept)}\nwaiting      ${describe(waiting)}${nextAt === undefined ? '' : `, the first until ${formatTime(nextAt)}`}\n`,
  )
}

function printDone(result: Record<string, unknown>): void {
  process.stdout.write(`removed  ${describe(result['removed'])}\n`)
  process.stdout.write(`in use   ${describe(result['kept'])}\n`)
  process.stdout.write(`waiting  ${describe(result['waiting'])}\n`)
}

function describe(count: unknown): string {
  const { blobs = 0, bytes = 0 } = (count ?? {}) as { blobs?: number | bigint; bytes?: number | bigint }
  return `${plural(blobs, 'blob')}, ${formatBytes(Number(bytes))}`
}
