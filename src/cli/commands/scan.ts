import { create } from '@bufbuild/protobuf'
import type { Command } from 'commander'

import { withWeighthouse } from '../cliContext.ts'
import { runJob } from '../runJob.ts'

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .summary('read the library folders again')
    .description(
      'Reads every metadata.json of the library, brings models.db up to date, and looks at the files whose safety is not known yet. No file of yours is changed.',
    )
    .option('--rebuild', 'make models.db anew from what is on disk')
    .addHelpText('after', '\nExample:\n  weighthouse scan --rebuild')
    .action((options: { rebuild?: boolean }, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [{ JobSchema }, { LibraryService }, { jobMessage }, { printPullSafety }] = await Promise.all([
          import('../../gen/weighthouse/v1/job_pb.ts'),
          import('../../gen/weighthouse/v1/library_pb.ts'),
          import('../../server/messages/jobMessage.ts'),
          import('../render/printPullSafety.ts'),
        ])
        const rebuild = options.rebuild ?? false
        const job = await runJob(context, 'scan', { rebuild }, rebuild ? 'scan:rebuild' : 'scan')
        context.answer(LibraryService.method.scanLibrary, create(JobSchema, jobMessage(job)), () => {
          for (const [name, value] of Object.entries(job.result ?? {})) {
            if (typeof value === 'number') process.stdout.write(`${name.padEnd(10)}${value}\n`)
          }
          const problems = (job.result?.['problems'] ?? []) as { path: string; reason: string }[]
          for (const { path, reason } of problems) process.stdout.write(`problem   ${path}: ${reason}\n`)
          printPullSafety(job.result ?? {})
        })
      }),
    )
}
