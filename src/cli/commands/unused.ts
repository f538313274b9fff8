import type { Command } from 'commander'

import { OrderService } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'
import { parseTime } from './trash.ts'

export function addUnusedCommand(program: Command): void {
  program
    .command('unused')
    .summary('list models that no application has')
    .description(
      'Models that are linked into no application and came longer ago than --older-than, the largest first, with what is known of their last use. Nothing is removed.',
    )
    .option('--older-than <time>', 'here for longer than this: 30d, 12h, 0', parseTime, parseTime('30d'))
    .addHelpText('after', '\nExamples:\n  weighthouse unused\n  weighthouse unused --older-than 90d --json')
    .action((options: { olderThan: number }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        // Zero would mean the usual time.
        const response = await api.order.listUnused({ olderThanMs: BigInt(Math.max(1, options.olderThan)) })
        answer(OrderService.method.listUnused, response, () => {
          if (response.models.length === 0) process.stdout.write('Every model is in use, or new.\n')
          printTable(
            [{ title: 'MODEL', flexible: true }, { title: 'SIZE', align: 'right' }, { title: 'KNOWN' }],
            response.models.map(({ slug, sizeBytes, says }) => [slug, formatBytes(Number(sizeBytes)), says]),
          )
          if (response.models.length > 0)
            process.stdout.write(`\n${plural(response.total, 'model')}  ${formatBytes(Number(response.totalBytes))}\n`)
        })
      }),
    )
}
