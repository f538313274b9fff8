import type { Command } from 'commander'

import { OrderService, type Usage, type UsageShare } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, formatInteger, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addUsageCommand(program: Command): void {
  program
    .command('usage')
    .summary('see what takes the room on disk')
    .description(
      'Bytes of the library by type, family, application, folder and format. On disk, hard links are counted once: a file of a shelved model and its blob in the store are one.',
    )
    .addHelpText('after', '\nExamples:\n  weighthouse usage\n  weighthouse usage --json')
    .action((_options: object, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const usage = await api.order.getUsage({})
        answer(OrderService.method.getUsage, usage, () => printUsage(usage))
      }),
    )
}

function printUsage(usage: Usage): void {
  const { byType, byFamily, byApp, byRoot, byFormat } = usage
  const shares: [string, UsageShare[]][] = [
    ['TYPE', byType],
    ['FAMILY', byFamily],
    ['APPLICATION', byApp],
    ['WHERE', byRoot],
    ['FORMAT', byFormat],
  ]
  for (const [title, list] of shares) {
    printTable(
      [
        { title, flexible: true },
        { title: 'MODELS', align: 'right' },
        { title: 'FILES', align: 'right', spare: 1 },
        { title: 'ON DISK', align: 'right' },
        { title: 'LISTED', align: 'right', spare: 2 },
      ],
      list.map(({ name, models, files, diskBytes, apparentBytes }) => [
        name,
        formatInteger(Number(models)),
        formatInteger(Number(files)),
        formatBytes(Number(diskBytes)),
        formatBytes(Number(apparentBytes)),
      ]),
    )
    if (list.length > 0) process.stdout.write('\n')
  }
  process.stdout.write(
    `${plural(usage.models, 'model')}, ${plural(usage.files, 'file')}: ${formatBytes(Number(usage.diskBytes))} on disk, ${formatBytes(Number(usage.apparentBytes))} listed\n`,
  )
  if (usage.trashBytes > 0n) process.stdout.write(`${formatBytes(Number(usage.trashBytes))} in the trash\n`)
  if (usage.offlineModels > 0n)
    process.stdout.write(`${plural(usage.offlineModels, 'model')} on drives that are not there\n`)
}
