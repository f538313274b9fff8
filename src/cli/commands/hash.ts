import { create } from '@bufbuild/protobuf'
import type { Command } from 'commander'

import { withWeighthouse } from '../cliContext.ts'
import { formatBytes, plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { runJob } from '../runJob.ts'

export function addHashCommand(program: Command): void {
  program
    .command('hash')
    .summary('work out the hashes of files that have none yet')
    .description(
      'Reads every file in place that has no hashes yet, once, and writes its sha256 and BLAKE3 into metadata.json. Models are then known by what they are, not by their names; the same bytes are found again after a move. May be stopped at any time, and goes on from there.',
    )
    .argument('[root]', 'only this root: its path, name or id')
    .addHelpText('after', '\nExamples:\n  weighthouse hash\n  weighthouse hash /mnt/models')
    .action((root: string | undefined, _options: unknown, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [{ JobSchema }, { LibraryService }, { jobMessage }, { hashDedupeKey }] = await Promise.all([
          import('../../gen/weighthouse/v1/job_pb.ts'),
          import('../../gen/weighthouse/v1/library_pb.ts'),
          import('../../server/messages/jobMessage.ts'),
          import('../../jobs/hashJob.ts'),
        ])
        const payload = root === undefined ? {} : { root }
        const job = await runJob(context, 'hash', payload, hashDedupeKey(payload))
        context.answer(LibraryService.method.hashFiles, create(JobSchema, jobMessage(job)), () => {
          const {
            files = 0,
            bytes = 0,
            models = 0,
            adopted = 0,
            skipped = [],
          } = (job.result ?? {}) as Partial<{
            files: number
            bytes: number
            models: number
            adopted: number
            skipped: { path: string; reason: string }[]
          }>
          process.stdout.write(`Hashed ${plural(files, 'file')} of ${plural(models, 'model')}, ${formatBytes(bytes)}\n`)
          if (adopted > 0)
            process.stdout.write(`${plural(adopted, 'model')} had been moved; each kept its name and notes.\n`)
          for (const { path, reason } of skipped) process.stdout.write(`passed over ${plainText(path)}: ${reason}\n`)
        })
      }),
    )
}
