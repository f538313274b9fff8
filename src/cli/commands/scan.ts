import { resolve } from 'node:path'

import { create } from '@bufbuild/protobuf'
import { type Command, Option } from 'commander'

import { withWeighthouse } from '../cliContext.ts'
import { runJob } from '../runJob.ts'

interface ScanFlags {
  rebuild?: boolean
  layout?: string
  name?: string
  dryRun?: boolean
  emptied?: boolean
  again?: boolean
}

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .summary('find the models of a folder, or read everything again')
    .description(
      'With PATH: finds every model in that folder, in place, and remembers the folder as a root. Without: reads the library and all roots again, and looks at the files whose safety is not known yet. No file of yours is ever changed or moved.',
    )
    .argument(
      '[path]',
      'a folder that holds models: of ComfyUI, Ollama, LM Studio, the Hugging Face cache, or just files',
    )
    .option('--layout <layout>', 'how the folder is laid out, when it is not recognised: plain, comfyui, ollama, …')
    .option('--name <name>', 'what the root is called; default: the name of the folder')
    .option('--dry-run', 'tell what would be found, and change nothing')
    .option('--emptied', 'all models of the folder are really gone; it is not just a drive that is away')
    .option('--again', 'read everything in your folders again, and take up models that you removed with rm')
    .addOption(new Option('--rebuild', 'make models.db anew from what is on disk'))
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse scan ~/ComfyUI/models\n  weighthouse scan /mnt/models --dry-run --json\n  weighthouse scan --rebuild',
    )
    .action((path: string | undefined, { dryRun, ...options }: ScanFlags, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [
          { JobSchema },
          { LibraryService, ScanLibraryRequestSchema },
          { jobMessage },
          { readScanRequest },
          { scanDedupeKey },
          { printScan },
        ] = await Promise.all([
          import('../../gen/weighthouse/v1/job_pb.ts'),
          import('../../gen/weighthouse/v1/library_pb.ts'),
          import('../../server/messages/jobMessage.ts'),
          import('../../server/messages/libraryRequests.ts'),
          import('../../jobs/scanJob.ts'),
          import('../render/printScan.ts'),
        ])
        const payload = readScanRequest(
          create(ScanLibraryRequestSchema, {
            ...options,
            path: path === undefined ? '' : resolve(path),
            dryRun: dryRun ?? false,
          }),
        )
        const job = await runJob(context, 'scan', payload, scanDedupeKey(payload))
        context.answer(LibraryService.method.scanLibrary, create(JobSchema, jobMessage(job)), () =>
          printScan(job.result ?? {}, { path, dryRun: dryRun ?? false }),
        )
      }),
    )
}
