import type { Command } from 'commander'

import { OrderService, type Removal } from '../../gen/weighthouse/v1/order_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { confirm } from '../confirm.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { slugOf } from '../slugOf.ts'

interface RmOptions {
  dryRun?: boolean
  yes?: boolean
  keepLinks?: boolean
  purge?: boolean
}

export function addRmCommand(program: Command): void {
  program
    .command('rm')
    .summary('take models from the shelf into the trash')
    .description(
      'Shows who uses each model, takes its links back and moves its folder into the trash of the library, from where `weighthouse undo` brings it back. Of a model in place only what Weighthouse knows of it goes: your files stay where they are.',
    )
    .argument('<slugs...>', 'library models, as `weighthouse list` names them')
    .option('--dry-run', 'print who uses them and change nothing')
    .option('-y, --yes', 'do not ask')
    .option('--keep-links', 'leave the links in the applications, which lead nowhere then')
    .option('--purge', 'delete them for good instead of keeping them in the trash')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse rm stellar-labs--Aurora-7B-Instruct --dry-run
  weighthouse rm civitai-4201 --yes
  weighthouse undo`,
    )
    .action((slugs: string[], options: RmOptions, command: Command) =>
      withWeighthouse(command, async ({ api, answer, json }) => {
        const { keepLinks = false, purge = false, yes = false, dryRun = false } = options
        const method = OrderService.method.removeModel
        const plans = []
        for (const id of slugs.map(slugOf)) plans.push(await api.order.removeModel({ id, dryRun: true }))
        if (!json) plans.forEach(printPlan)
        if (dryRun) {
          for (const plan of plans) answer(method, plan, () => {})
          return
        }
        const what = plural(slugs.length, 'model')
        await confirm(purge ? `Delete ${what} for good?` : `Move ${what} into the trash?`, { yes, json })
        for (const id of slugs.map(slugOf)) {
          const removal = await api.order.removeModel({ id, keepLinks, purge })
          answer(method, removal, () => {
            const where = removal.trashId === '' ? 'deleted for good' : `in the trash as ${removal.trashId}`
            process.stdout.write(`${removal.slug} is ${where}\n`)
          })
        }
      }),
    )
}

function printPlan({ slug, officialName, storage, path, sizeBytes, usedBy, obstacles }: Removal): void {
  const size = storage === 'in_place' ? 'in place: your files stay' : formatBytes(Number(sizeBytes))
  process.stdout.write(`${slug}  ${officialName}  ${size}\n  ${path}\n`)
  if (usedBy.length === 0) process.stdout.write('  used by nothing that Weighthouse knows of\n')
  for (const { says } of usedBy) process.stdout.write(`  used by: ${says}\n`)
  for (const obstacle of obstacles) process.stdout.write(`  not now: ${obstacle}\n`)
}
