import type { Command } from 'commander'

import { LibraryService } from '../../gen/weighthouse/v1/library_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { parseCount } from '../parseOptions.ts'
import { formatBytes, formatDay, formatInteger, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printTable } from '../render/printTable.ts'

export function addRootCommand(program: Command): void {
  const root = program
    .command('root')
    .summary('the folders whose models are known in place')
    .description('Folders that `weighthouse scan PATH` has taken up. Their files stay where they are.')
    .addHelpText('after', '\nExamples:\n  weighthouse root list\n  weighthouse root remove /mnt/models --dry-run')

  root
    .command('list')
    .alias('ls')
    .summary('print them, and whether they are there now')
    .description('Prints every root with its models. One whose drive is away is offline; its models stay known.')
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 50)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .addHelpText('after', '\nExample:\n  weighthouse root list')
    .action((options: { limit: number; cursor?: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.library.listRoots(options)
        answer(LibraryService.method.listRoots, response, () => {
          if (response.roots.length === 0) {
            process.stdout.write('There is no root yet. Take up a folder of models with: weighthouse scan PATH\n')
            return
          }
          printTable(
            [
              { title: 'NAME' },
              { title: 'STATE' },
              { title: 'MODELS', align: 'right' },
              { title: 'MISSING', align: 'right', spare: 2 },
              { title: 'SIZE', align: 'right' },
              { title: 'SCANNED', spare: 3 },
              { title: 'PATH', flexible: true },
            ],
            response.roots.map((one) => [
              plainText(one.name),
              one.online ? 'online' : 'offline',
              formatInteger(one.models),
              one.missing === 0 ? '' : formatInteger(one.missing),
              formatBytes(Number(one.sizeBytes)),
              one.scannedAt === 0n ? 'never' : formatDay(Number(one.scannedAt)),
              plainText(one.path),
            ]),
          )
          if (response.nextCursor !== '')
            process.stdout.write(
              `\n${plural(response.total, 'root')} in all; go on with --cursor ${response.nextCursor}\n`,
            )
          for (const one of response.roots.filter(({ online }) => !online)) {
            process.stdout.write(`${plainText(one.path)}: ${one.offlineReason}\n`)
          }
        })
      }),
    )

  root
    .command('remove')
    .alias('rm')
    .summary('forget one and its models')
    .description(
      'Forgets a root and its models. The folder and every file in it stay as they are. What you said of the models (notes, tags) is laid aside, and is there again when you scan the folder again.',
    )
    .argument('<root>', 'its path, name or id')
    .option('--dry-run', 'tell what would be forgotten, and change nothing')
    .addHelpText('after', '\nExample:\n  weighthouse root remove /mnt/models --dry-run')
    .action((wanted: string, { dryRun = false }: { dryRun?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.library.removeRoot({ id: wanted, dryRun })
        answer(LibraryService.method.removeRoot, response, () => {
          const what = `${plainText(response.root?.path ?? wanted)} and ${plural(response.models, 'model')}`
          process.stdout.write(`${dryRun ? 'Would forget' : 'Forgot'} ${what}. No file in it was touched.\n`)
        })
      }),
    )
}
