import { create } from '@bufbuild/protobuf'
import { type Command, InvalidArgumentError } from 'commander'
import type { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { verifyResult } from '../../jobs/verifyJob.ts'
import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { runJob } from '../runJob.ts'

type VerifyResult = z.output<typeof verifyResult>

interface VerifyOptions {
  sample?: number
  model?: string
  resume?: boolean
  repair?: boolean
}

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .summary('read the blobs of the store and compare them with their hashes')
    .description(
      'Reads every blob, or a part of them, at the speed of the disk. What is damaged is moved to the quarantine, never deleted; --repair fetches it again. Ends with exit code 4 when something is wrong and was not repaired.',
    )
    .option('--sample <share>', 'only this share of the blobs, those first whose last look is longest ago', parseShare)
    .option('--model <model>', 'only what this model names')
    .option('--resume', 'go on with the last look that was stopped')
    .option('--repair', 'fetch again what is damaged or missing')
    .addHelpText(
      'after',
      `
Examples:
  weighthouse verify --sample 5%
  weighthouse verify --model Qwen/Qwen3-8B --repair
  weighthouse verify --resume`,
    )
    .action((options: VerifyOptions, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [{ JobSchema }, { StoreService }, { jobMessage }, { verifyRequest }, { verifyResult }] =
          await Promise.all([
            import('../../gen/weighthouse/v1/job_pb.ts'),
            import('../../gen/weighthouse/v1/store_pb.ts'),
            import('../../server/messages/jobMessage.ts'),
            import('../../server/messages/storeRequests.ts'),
            import('../../jobs/verifyJob.ts'),
          ])
        const { resume = false, repair = false, sample, model } = options
        const order = await verifyRequest(context.weighthouse.queue, { sample, model, resume, repair })
        const job = await runJob(context, 'verify', order.payload, order.dedupeKey)
        const result = verifyResult.parse(job.result)
        context.answer(StoreService.method.verifyStore, create(JobSchema, jobMessage(job)), () => printResult(result))
        if (!result.sound) throw unsound(result, repair)
      }),
    )
}

/** `5%` or `0.05`. */
function parseShare(text: string): number {
  const [, number, percent] = /^(\d{1,3}(?:\.\d{1,9})?)(%?)$/.exec(text) ?? []
  const share = Number(number) / (percent === '%' ? 100 : 1)
  if (number === undefined || !(share > 0 && share <= 1)) {
    throw new InvalidArgumentError('Write a share like 5% or 0.05, above 0 and at most 100%.')
  }
  return share
}

function printResult({
  checked,
  skipped,
  findings,
  strangers,
  bad,
  missing,
  repaired,
  replacedFiles,
}: VerifyResult): void {
  for (const { kind, sha256, reason, names, place, repaired } of findings) {
    const [first, ...more] = names
    const of = first ? `${first.path} of ${first.slug}${more.length > 0 ? ` and ${more.length} more` : ''}` : 'no model'
    process.stdout.write(`${repaired ? 'repaired' : kind}  ${sha256}  ${plainText(of)}: ${plainText(reason)}\n`)
    if (place !== undefined) process.stdout.write(`  moved to ${plainText(place)}\n`)
  }
  if (bad + missing > findings.length) {
    process.stdout.write(`… and ${plural(bad + missing - findings.length, 'more', 'more')}\n`)
  }
  for (const path of strangers) process.stdout.write(`no blob  ${plainText(path)} (left there)\n`)
  for (const path of replacedFiles) process.stdout.write(`replaced ${plainText(path)}\n`)
  const before = skipped.blobs > 0 ? `, ${plural(skipped.blobs, 'blob')} read before` : ''
  process.stdout.write(
    `${plural(checked.blobs, 'blob')} read, ${formatBytes(checked.bytes)}${before}; ${bad} damaged, ${missing} missing, ${repaired} repaired\n`,
  )
}

function unsound({ bad, missing, repaired }: VerifyResult, repair: boolean): WeighthouseError {
  return new WeighthouseError(
    'VERIFICATION_FAILED',
    `${plural(bad + missing - repaired, 'blob')} are damaged or missing.`,
    {
      hint: repair
        ? 'The lines above say why they could not be fetched again.'
        : 'Fetch them again with `weighthouse verify --repair`. Damaged ones are kept in the quarantine.',
      details: { bad, missing, repaired },
    },
  )
}
