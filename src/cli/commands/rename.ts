import type { Command } from 'commander'

import { type Move, OrderService } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { slugOf } from '../slugOf.ts'

export function addRenameCommand(program: Command): void {
  program
    .command('rename')
    .summary('give a library model another name')
    .description(
      'Renames the folder of a library model with everything in it and mends its links, all or nothing. A model in place gets another title: your files keep their names.',
    )
    .argument('<slug>', 'a library model')
    .argument('<name>', 'the new name')
    .option('--dry-run', 'print what would be done and do nothing')
    .addHelpText('after', '\nExample:\n  weighthouse rename civitai-4201 watercolor --dry-run')
    .action((id: string, name: string, options: { dryRun?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const move = await api.order.moveModel({ id: slugOf(id), name, ...options })
        answer(OrderService.method.moveModel, move, () => printMove(move))
      }),
    )
}

export function addMoveCommand(program: Command): void {
  program
    .command('move')
    .summary('put a library model onto the shelf of another type or family')
    .description(
      'Moves the folder of a library model and mends its links, all or nothing. A model in place is not moved.',
    )
    .argument('<slug>', 'a library model')
    .option('--type <type>', 'llm, vlm, reranker, diffusion, embedding, audio, vision or unknown')
    .option('--family <family>', 'lower-case letters, digits, `.`, `_` and `-`')
    .option('--dry-run', 'print what would be done and do nothing')
    .addHelpText('after', '\nExample:\n  weighthouse move civitai-4201 --family sdxl --dry-run')
    .action((id: string, options: { type?: string; family?: string; dryRun?: boolean }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const move = await api.order.moveModel({ id: slugOf(id), ...options })
        answer(OrderService.method.moveModel, move, () => printMove(move))
      }),
    )
}

function printMove({ slug, from, to, apps, note, dryRun }: Move): void {
  if (from !== to) process.stdout.write(`${slug} ${dryRun ? 'would move' : 'moved'}\n  from ${from}\n  to   ${to}\n`)
  if (note !== '') process.stdout.write(`${note}\n`)
  if (apps.length > 0) process.stdout.write(`links ${dryRun ? 'to mend' : 'mended'} in ${apps.join(', ')}\n`)
}
