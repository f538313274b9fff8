import { create } from '@bufbuild/protobuf'
import type { Command } from 'commander'

import { type PlannedFile, type PullResponse } from '../../gen/weighthouse/v1/hub_pb.ts'
import { type CliContext, withWeighthouse } from '../cliContext.ts'
import { collect } from '../parseOptions.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printPullSafety } from '../render/printPullSafety.ts'
import { printTable } from '../render/printTable.ts'
import { runJob } from '../runJob.ts'

interface PullOptions {
  include: string[]
  exclude: string[]
  quant: string[]
  allFormats?: boolean
  allowDangerous?: boolean
  limitRate?: string
  streams?: string
  dryRun?: boolean
}

export function addPullCommand(program: Command): void {
  program
    .command('pull')
    .summary('download a model, verify it and put it into the library')
    .description(
      'Downloads the files of a model that are not here yet, verifies each, and shelves the model in the library. Run again after any interruption: what was fetched is not fetched again.',
    )
    .argument(
      '<model>',
      'OWNER/NAME, civitai-4201, a slug or the address of a model page, each with @REVISION if wanted',
    )
    .option(
      '--include <pattern>',
      'only files whose path matches, for instance "*.safetensors" (repeatable)',
      collect,
      [],
    )
    .option('--exclude <pattern>', 'no files whose path matches (repeatable)', collect, [])
    .option('--quant <name>', 'of GGUF files, only this quantization, for instance Q4_K_M (repeatable)', collect, [])
    .option('--all-formats', 'pickle, too, where safetensors have the same weights')
    .option('--allow-dangerous', 'shelve files, too, that would run programs when they are loaded')
    .option('--limit-rate <rate>', 'no faster than this, in bytes a second, for instance 5MB')
    .option('--streams <count>', 'connections that fetch one file at the same time, at most')
    .option('--dry-run', 'print the plan and download nothing')
    .addHelpText(
      'after',
      `
Patterns are those of a shell on the whole path; * also crosses slashes. Where a model has the same weights as safetensors
and as pickle, only the safetensors are taken, unless --include names files or --all-formats is given.

Examples:
  weighthouse pull Qwen/Qwen2.5-7B-Instruct-GGUF --quant Q4_K_M
  weighthouse pull meta-llama/Llama-3.1-8B@main --exclude "original/*" --dry-run
  weighthouse pull https://civitai.com/models/4201`,
    )
    .action((model: string, options: PullOptions, command: Command) => {
      const work = async (context: CliContext) => {
        const [{ HubService, PullResponseSchema }, { pullMessage, pullRequest }] = await Promise.all([
          import('../../gen/weighthouse/v1/hub_pb.ts'),
          import('../../server/messages/pullMessage.ts'),
        ])
        const { reference, payload, dedupeKey } = pullRequest({
          model,
          include: options.include,
          exclude: options.exclude,
          quants: options.quant,
          allFormats: options.allFormats ?? false,
          allowDangerous: options.allowDangerous ?? false,
        })
        const plan = await context.weighthouse.hub.planPull(reference, { ...options, quants: options.quant })
        if (options.dryRun) {
          const response = create(PullResponseSchema, pullMessage(plan, undefined))
          context.answer(HubService.method.pull, response, () => printPlan(response))
          return
        }
        const startedAt = Date.now()
        const job = await runJob(context, 'pull', payload, dedupeKey)
        const response = create(PullResponseSchema, pullMessage(plan, job))
        context.answer(HubService.method.pull, response, () => printPulled(response, Date.now() - startedAt))
      }
      return withWeighthouse(command, work, { limitRate: options.limitRate, downloadStreams: options.streams })
    })
}

function printPlan(plan: PullResponse): void {
  printFiles(plan.files)
  for (const [reason, files] of Map.groupBy(plan.leftOut, (file) => file.reason)) {
    const bytes = files.reduce((sum, { size }) => sum + Number(size ?? 0), 0)
    const names = files.slice(0, 3).map(({ path }) => plainText(path))
    const more = files.length > names.length ? ` and ${files.length - names.length} more` : ''
    process.stdout.write(`not taken (${plainText(reason)}): ${names.join(', ')}${more}, ${formatBytes(bytes)}\n`)
  }
  process.stdout.write(
    `\n${plan.slug} at ${plan.commit.slice(0, 12)}: ${plural(plan.files.length, 'file')}, ${formatBytes(Number(plan.totalBytes))}; to fetch ${formatBytes(Number(plan.missingBytes))}, free ${formatBytes(Number(plan.freeBytes))}\n`,
  )
}

function printPulled(response: PullResponse, ms: number): void {
  const result = response.job?.result ?? {}
  const fetched = Number(result['fetchedBytes'] ?? 0)
  const unproved = Array.isArray(result['unproved']) ? result['unproved'].map(String) : []
  const rate = fetched > 0 ? `, ${formatBytes((fetched / Math.max(ms, 1)) * 1000)}/s` : ''
  process.stdout.write(
    `${response.slug} at ${response.commit.slice(0, 12)}: ${plural(response.files.length - unproved.length, 'file')} verified, ${formatBytes(Number(response.totalBytes))} (${formatBytes(fetched)} fetched${rate})\n${String(result['path'] ?? '')}\n`,
  )
  for (const path of unproved)
    process.stdout.write(`not verified: ${plainText(path)} (its source gives no hash for it)\n`)
  if (printPullSafety(result) > 0) process.exitCode = 4
}

function printFiles(files: PlannedFile[]): void {
  printTable(
    [
      { title: 'FILE', flexible: true },
      { title: 'SIZE', align: 'right' },
      { title: 'STATE' },
      { title: 'SHA256', spare: 1 },
    ],
    files.map((file) => [
      file.path,
      file.size === undefined ? '?' : formatBytes(Number(file.size)),
      file.state === 'partial' ? `${formatBytes(Number(file.haveBytes))} here` : file.state,
      file.sha256.slice(0, 12),
    ]),
  )
}
