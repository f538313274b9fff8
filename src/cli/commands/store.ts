import type { Command } from 'commander'

import { type BlobCount, type StoreStatistics, StoreService } from '../../gen/weighthouse/v1/store_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatBytes, formatInteger, formatTime, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addStoreCommand(program: Command): void {
  program
    .command('store')
    .summary('print what the store holds, and for whom')
    .description(
      'Counts the blobs of the store, what models share, what nothing names any more, and what is free. No blob is read: that is what `verify` does.',
    )
    .option('--models <n>', 'the largest so many models', parseCount, 10)
    .addHelpText('after', '\nExamples:\n  weighthouse store\n  weighthouse store --models 100')
    .action((options: { models: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const statistics = await api.store.getStoreStatistics({})
        answer(StoreService.method.getStoreStatistics, statistics, () => printStore(statistics, options.models))
      }),
    )
}

function printStore(statistics: StoreStatistics, models: number): void {
  const { total, named, unnamed, shared, quarantine, trash } = statistics
  const lines: [string, string][] = [
    ['store', statistics.address],
    ['blobs', describe(total)],
    ['in use', `${describe(named)} by ${plural(statistics.modelCount, 'model')}`],
    ['unnamed', `${describe(unnamed)}${unnamed?.blobs ? ' (see weighthouse gc --dry-run)' : ''}`],
    ['shared', `${describe(shared)}; saves ${formatBytes(Number(statistics.savedBytes))}`],
    ['incoming', `${plural(statistics.incomingFiles, 'file')}, ${formatBytes(Number(statistics.incomingBytes))}`],
    ['verified', describeLooks(statistics)],
    ...(quarantine?.blobs ? [['quarantine', describe(quarantine)] satisfies [string, string]] : []),
    ...(trash?.blobs ? [['trash', describe(trash)] satisfies [string, string]] : []),
    ...(statistics.lostBlobs > 0n
      ? [
          ['lost', `${plural(statistics.lostBlobs, 'blob')} (run weighthouse verify --repair)`] satisfies [
            string,
            string,
          ],
        ]
      : []),
    ['free', describeFree(statistics)],
  ]
  for (const [name, value] of lines) process.stdout.write(`${name.padEnd(12)}${value}\n`)
  if (models === 0 || statistics.models.length === 0) return
  process.stdout.write('\n')
  printTable(
    [
      { title: 'MODEL', flexible: true },
      { title: 'BLOBS', align: 'right' },
      { title: 'SIZE', align: 'right' },
      { title: 'NOT SHARED', align: 'right' },
    ],
    statistics.models
      .slice(0, models)
      .map(({ slug, blobs, bytes, ownBytes }) => [
        slug,
        formatInteger(Number(blobs)),
        formatBytes(Number(bytes)),
        formatBytes(Number(ownBytes)),
      ]),
  )
}

function describe(count: BlobCount | undefined): string {
  return `${plural(count?.blobs ?? 0, 'blob')}, ${formatBytes(Number(count?.bytes ?? 0))}`
}

function describeLooks({ verifiedBlobs, oldestVerifiedAt, total }: StoreStatistics): string {
  const count = `${formatInteger(Number(verifiedBlobs))} of ${plural(total?.blobs ?? 0, 'blob')}`
  return verifiedBlobs === 0n ? count : `${count}, the first of them on ${formatTime(oldestVerifiedAt)}`
}

function describeFree({ freeBytes, minFreeBytes, quotaBytes }: StoreStatistics): string {
  const stays = minFreeBytes > 0n ? `, of which ${formatBytes(Number(minFreeBytes))} stay free` : ''
  const quota = quotaBytes === undefined ? '' : `; the store may hold ${formatBytes(Number(quotaBytes))}`
  return `${formatBytes(Number(freeBytes))}${stays}${quota}`
}
