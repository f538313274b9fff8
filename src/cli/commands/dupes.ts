import { create } from '@bufbuild/protobuf'
import type { Command } from 'commander'
import { z } from 'zod'

import {
  LinkDuplicatesResponseSchema,
  type ListDuplicatesResponse,
  OrderService,
} from '../../gen/weighthouse/v1/order_pb.ts'
import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { confirm } from '../confirm.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printTable } from '../render/printTable.ts'
import { runJob } from '../runJob.ts'

interface DupesOptions {
  kind?: string
  link?: boolean
  dryRun?: boolean
  inPlace?: boolean
  hash?: boolean
  yes?: boolean
}

export function addDupesCommand(program: Command): void {
  program
    .command('dupes')
    .summary('find what is in the library more than once, and link it')
    .description(
      'Finds the same bytes, the same weights in files with other headers, and the same model in other formats. With --link files of the library with the same bytes become hard links of one file, after both were read and compared; `weighthouse undo` takes that back. Files in your own folders are only linked with --in-place.',
    )
    .option('--kind <kind>', 'only bytes, tensors or model')
    .option('--hash', 'work out the hashes that are not known yet first')
    .option('--link', 'make hard links of files with the same bytes')
    .option('--in-place', 'with --link: also of files in your own folders, among themselves')
    .option('--dry-run', 'with --link: print what would be linked and do nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse dupes
  weighthouse dupes --hash
  weighthouse dupes --link --dry-run
  weighthouse dupes --link --yes`,
    )
    .action((options: DupesOptions, command: Command) =>
      withWeighthouse(command, async (context) => {
        if (options.hash) await hashFirst(context)
        await (options.link ? link(context, options) : list(context, options))
      }),
    )
}

async function hashFirst(context: CliContext): Promise<void> {
  const { hashDedupeKey } = await import('../../jobs/hashJob.ts')
  await runJob(context, 'hash', {}, hashDedupeKey({}))
}

async function list({ api, answer }: CliContext, { kind = '' }: DupesOptions): Promise<void> {
  const response = await api.order.listDuplicates({ kind })
  answer(OrderService.method.listDuplicates, response, () => printGroups(response))
}

async function link(context: CliContext, { inPlace = false, dryRun, yes = false }: DupesOptions): Promise<void> {
  const { api, answer, json } = context
  const method = OrderService.method.linkDuplicates
  const plan = await api.order.linkDuplicates({ inPlace, dryRun: true })
  if (!json) printLinks(plan.files)
  const freed = formatBytes(Number(plan.freedBytes))
  if (dryRun || plan.linked === 0n) {
    answer(method, plan, () => process.stdout.write(`${plural(plan.linked, 'file')} to link, ${freed} to free\n`))
    return
  }
  await confirm(`Link ${plural(plan.linked, 'file')} and free ${freed}?`, { yes, json })
  const [{ linkDuplicatesKey }, { jobMessage }] = await Promise.all([
    import('../../jobs/linkDuplicatesJob.ts'),
    import('../../server/messages/jobMessage.ts'),
  ])
  const job = await runJob(context, 'link_duplicates', { inPlace }, linkDuplicatesKey)
  const response = create(LinkDuplicatesResponseSchema, { job: jobMessage(job) })
  answer(method, response, () => {
    const result = linkResult.parse(job.result)
    for (const { path, reason } of result.skipped) process.stderr.write(`kept ${plainText(path)}: ${reason}\n`)
    process.stdout.write(`${plural(result.linked, 'file')} linked, ${formatBytes(result.freedBytes)} freed\n`)
  })
}

const linkResult = z.object({
  linked: z.number(),
  freedBytes: z.number(),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
})

const titles = {
  bytes: 'the same bytes',
  tensors: 'the same weights',
  model: 'the same model in other formats',
} as const

function printGroups({ groups, savableBytes, unhashedFiles, unhashedBytes }: ListDuplicatesResponse): void {
  if (groups.length === 0) process.stdout.write('Nothing is there twice.\n')
  for (const { kind, key, files, savableBytes: savable } of groups) {
    const title = Object.entries(titles).find(([name]) => name === kind)?.[1] ?? kind
    process.stdout.write(`${title}: ${key.slice(0, 60)}, ${formatBytes(Number(savable))} more than needed\n`)
    for (const { path, slug, storage, size, linked } of files) {
      const notes = [slug || 'store', storage === 'in_place' ? 'yours' : '', linked ? 'linked' : '']
        .filter(Boolean)
        .join(', ')
      process.stdout.write(`  ${formatBytes(Number(size)).padStart(8)}  ${path}  (${notes})\n`)
    }
  }
  if (savableBytes > 0n)
    process.stdout.write(`\n${formatBytes(Number(savableBytes))} can be freed: weighthouse dupes --link\n`)
  if (unhashedFiles > 0n) {
    process.stdout.write(
      `${plural(unhashedFiles, 'file')} of ${formatBytes(Number(unhashedBytes))} not compared: their hashes are not known yet (--hash works them out)\n`,
    )
  }
}

function printLinks(
  files: readonly { action: string; path: string; target: string; size: bigint; reason: string }[],
): void {
  printTable(
    [
      { title: 'ACTION' },
      { title: 'SIZE', align: 'right' },
      { title: 'FILE', flexible: true },
      { title: 'WHY', spare: 1 },
    ],
    files.map(({ action, size, path, reason }) => [action, formatBytes(Number(size)), path, reason]),
  )
}
