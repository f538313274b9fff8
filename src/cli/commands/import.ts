import { resolve } from 'node:path'

import { create } from '@bufbuild/protobuf'
import { type Command, Option } from 'commander'

import { WeighthouseError } from '../../foundation/errors.ts'
import { withWeighthouse } from '../cliContext.ts'
import { runJob } from '../runJob.ts'

interface ImportFlags {
  move?: boolean
  copy?: boolean
  link?: boolean
  layout?: string
  dryRun?: boolean
}

export function addImportCommand(program: Command): void {
  program
    .command('import')
    .summary('bring files and folders of yours into the library')
    .description(
      'Brings models into the library with their sidecars (previews, .civitai.info, …). Nothing is ever replaced; a cut-off import is brought to its end by the next one. To leave the files where they are, use `weighthouse scan` instead.',
    )
    .argument('<paths...>', 'weight files, or folders that hold some')
    .addOption(new Option('--move', 'take the files away from where they are').conflicts(['copy', 'link']))
    .addOption(
      new Option('--copy', 'copy them; where the disk can, without taking space twice').conflicts(['move', 'link']),
    )
    .addOption(
      new Option(
        '--link',
        'give them a second name (hard link): both names share the same bytes, on one disk',
      ).conflicts(['move', 'copy']),
    )
    .option('--layout <layout>', 'how the folders are laid out, when that is not recognised')
    .option('--dry-run', 'tell what would be imported, and change nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse import ~/Downloads/style.safetensors --copy\n  weighthouse import ~/old-models --move --dry-run',
    )
    .action((paths: string[], options: ImportFlags, command: Command) =>
      withWeighthouse(command, async (context) => {
        const method = options.move ? 'move' : options.copy ? 'copy' : options.link ? 'link' : undefined
        if (method === undefined) {
          throw new WeighthouseError('INVALID_ARGUMENT', 'Say how the files come into the library.', {
            hint: 'Add --move, --copy or --link. To leave them where they are: weighthouse scan PATH.',
          })
        }
        const [
          { JobSchema },
          { ImportFilesRequestSchema, LibraryService },
          { jobMessage },
          { readImportRequest },
          { importDedupeKey },
          { printImport },
        ] = await Promise.all([
          import('../../gen/weighthouse/v1/job_pb.ts'),
          import('../../gen/weighthouse/v1/library_pb.ts'),
          import('../../server/messages/jobMessage.ts'),
          import('../../server/messages/libraryRequests.ts'),
          import('../../jobs/importJob.ts'),
          import('../render/printImport.ts'),
        ])
        const payload = readImportRequest(
          create(ImportFilesRequestSchema, {
            paths: paths.map((path) => resolve(path)),
            method,
            dryRun: options.dryRun ?? false,
            layout: options.layout ?? '',
          }),
        )
        const job = await runJob(context, 'import', payload, importDedupeKey(payload))
        context.answer(LibraryService.method.importFiles, create(JobSchema, jobMessage(job)), () =>
          printImport(job.result ?? {}, { method, dryRun: options.dryRun ?? false }),
        )
      }),
    )
}
