import type { Command } from 'commander'

import { type CheckUpdatesResponse, OrderService } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, formatTime, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'
import { createProgressLine } from '../render/progressLine.ts'
import { slugOf } from '../slugOf.ts'

export function addUpdatesCommand(program: Command): void {
  program
    .command('updates')
    .summary('list models of which their source has something newer')
    .description(
      'Asks the sources of library models for a newer commit (Hugging Face) or version (CivitAI; of the same base model first, none in early access). Offline, the catalog answers. What to ignore stands in a model’s overrides.json: {"updates": {"ignore": true}}, or a list of versions.',
    )
    .argument('[slugs...]', 'only these library models')
    .option('--local', 'only what the catalog has recorded; ask nobody')
    .addHelpText('after', '\nExamples:\n  weighthouse updates\n  weighthouse updates --local --json')
    .action((model: string[], options: { local?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer, json, signal }) => {
        const line = createProgressLine({ quiet: json })
        line.update({ done: 0, total: undefined, unit: 'models', message: 'asking the sources' })
        const response = await api.order
          .checkUpdates({ model: model.map(slugOf), ...options }, { signal })
          .finally(() => line.end())
        answer(OrderService.method.checkUpdates, response, () => printUpdates(response))
      }),
    )
}

function printUpdates({ updates, total, current, problems }: CheckUpdatesResponse): void {
  printTable(
    [
      { title: 'MODEL', flexible: true },
      { title: 'HERE' },
      { title: 'NEWER' },
      { title: 'FILES', align: 'right', spare: 2 },
      { title: 'TOLD BY', spare: 3 },
      { title: 'NOTE', spare: 1 },
    ],
    updates.map(({ slug, current: here, latest, latestName, files, toldBy, asOf, note }) => {
      const bytes = files.reduce((sum, { change, size }) => sum + (change === 'removed' ? 0 : Number(size)), 0)
      return [
        slug,
        here.slice(0, 12),
        latestName || latest.slice(0, 12),
        files.length === 0 ? '' : `${files.length} (${formatBytes(bytes)})`,
        toldBy === 'catalog' ? `catalog, ${formatTime(asOf)}` : toldBy,
        note,
      ]
    }),
  )
  process.stdout.write(
    `${plural(total, 'model')} looked at, ${plural(updates.length, 'update')}, ${current} as their source has them\n`,
  )
  for (const { slug, message } of problems) process.stderr.write(`${slug}: ${message}\n`)
  const [first] = updates
  if (first) process.stdout.write(`Bring one here with: weighthouse pull ${first.reference}\n`)
}
