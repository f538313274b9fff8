import { type Command, InvalidArgumentError } from 'commander'

import { parseDuration } from '../../foundation/parseDuration.ts'
import { OrderService } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { confirm } from '../confirm.ts'
import { formatBytes, formatTime, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

export function addTrashCommand(program: Command): void {
  const trash = program
    .command('trash')
    .summary('see, bring back or delete what was removed')
    .description('Removed models stay in the trash of the library for 30 days (setting trashDays) and can come back.')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse trash list
  weighthouse trash restore 20260821T090102Z-civitai-4201
  weighthouse trash empty --older-than 7d --dry-run`,
    )
  trash
    .command('list')
    .summary('print what is in the trash')
    .addHelpText('after', '\nExample:\n  weighthouse trash list')
    .action((_options: object, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.order.listTrash({})
        answer(OrderService.method.listTrash, response, () => {
          if (response.entries.length === 0) process.stdout.write('The trash is empty.\n')
          printTable(
            [
              { title: 'ID', flexible: true },
              { title: 'SIZE', align: 'right' },
              { title: 'REMOVED' },
              { title: 'GOES' },
              { title: 'APPS', spare: 1 },
            ],
            response.entries.map(({ id, sizeBytes, removedAt, expiresAt, apps, emptying }) => [
              id,
              formatBytes(Number(sizeBytes)),
              formatTime(removedAt),
              emptying ? 'half emptied' : formatTime(expiresAt),
              apps.join(', '),
            ]),
          )
        })
      }),
    )
  trash
    .command('restore')
    .summary('put a model back onto its shelf')
    .argument('<id>', 'as `weighthouse trash list` prints it')
    .option('--keep-unlinked', 'do not link it into the applications again')
    .addHelpText('after', '\nExample:\n  weighthouse trash restore 20260821T090102Z-civitai-4201')
    .action((id: string, options: { keepUnlinked?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.order.restoreModel({ id, ...options })
        answer(OrderService.method.restoreModel, response, () => {
          const apps = response.apps.length > 0 ? `, linked into ${response.apps.join(', ')}` : ''
          process.stdout.write(`${response.slug} is back in ${response.path}${apps}\n`)
          for (const problem of response.problems) process.stderr.write(`not linked: ${problem}\n`)
        })
      }),
    )
  trash
    .command('empty')
    .summary('delete what is in the trash for good')
    .argument('[ids...]', 'only these')
    .option('--older-than <time>', 'only what is there for longer: 30d, 12h', parseTime, 0)
    .option('--dry-run', 'print what would be deleted and delete nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  weighthouse trash empty --older-than 7d --dry-run')
    .action((ids: string[], options: { olderThan: number; dryRun?: boolean; yes?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer, json }) => {
        const request = { id: ids, olderThanMs: BigInt(options.olderThan) }
        const plan = await api.order.emptyTrash({ ...request, dryRun: true })
        if (options.dryRun || plan.entries.length === 0) {
          answer(OrderService.method.emptyTrash, plan, () => {
            for (const { id } of plan.entries) process.stdout.write(`would delete ${id}\n`)
            process.stdout.write(`${plural(plan.entries.length, 'model')}, ${formatBytes(Number(plan.bytes))}\n`)
          })
          return
        }
        await confirm(`Delete ${plural(plan.entries.length, 'model')} (${formatBytes(Number(plan.bytes))}) for good?`, {
          yes: options.yes ?? false,
          json,
        })
        const response = await api.order.emptyTrash(request)
        answer(OrderService.method.emptyTrash, response, () => {
          process.stdout.write(`${plural(response.entries.length, 'model')} deleted\n`)
          for (const { path, files } of response.kept) process.stderr.write(`kept in ${path}: ${files.join(', ')}\n`)
        })
      }),
    )
}

export function parseTime(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined) throw new InvalidArgumentError('Write a time like 30d, 12h or 0.')
  return ms
}
