import { create } from '@bufbuild/protobuf'
import type { Command } from 'commander'

import type { IdentifyReport } from '../../library/identify/identifyParts.ts'
import { withWeighthouse } from '../cliContext.ts'
import { plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'
import { printTable } from '../render/printTable.ts'
import { runJob } from '../runJob.ts'

interface IdentifyFlags {
  online?: boolean
  again?: boolean
  dryRun?: boolean
}

export function addIdentifyCommand(program: Command): void {
  program
    .command('identify')
    .summary('find out more of your own models by the hashes of their files')
    .description(
      'Looks models that no source gave up by the sha256 of their files: in the catalog, in the library, and with --online at CivitAI. What was found before is only ever made better. No file of yours is changed.',
    )
    .argument('[models...]', 'slugs, as `list` prints them; all of them when none is given')
    .option('--online', 'also ask CivitAI for hashes that nothing here knows')
    .option('--again', 'ask again for what CivitAI did not know, and read headers and sidecars again')
    .option('--dry-run', 'print what would be said differently and write nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse identify\n  weighthouse identify --online\n  weighthouse identify --again --dry-run --json',
    )
    .action((models: string[], flags: IdentifyFlags, command: Command) =>
      withWeighthouse(command, async (context) => {
        const [{ JobSchema }, { CurationService }, { identifyDedupeKey }, { jobMessage }] = await Promise.all([
          import('../../gen/weighthouse/v1/job_pb.ts'),
          import('../../gen/weighthouse/v1/curation_pb.ts'),
          import('../../jobs/identifyJob.ts'),
          import('../../server/messages/jobMessage.ts'),
        ])
        const payload = { ...(models.length > 0 && { models }), ...flags }
        const job = await runJob(context, 'identify', payload, identifyDedupeKey(payload))
        context.answer(CurationService.method.identifyModels, create(JobSchema, jobMessage(job)), () =>
          printReport(job.result ?? {}, flags),
        )
      }),
    )
}

/** The result of a job has been through JSON. */
function printReport(result: Partial<IdentifyReport>, { dryRun = false, online = false }: IdentifyFlags): void {
  const { models = 0, changed = 0, byHash = 0, unhashed = 0, toReview = 0, asked = 0, found = 0, stopped } = result
  printTable(
    [
      { title: 'MODEL' },
      { title: 'WAS', spare: 1 },
      { title: 'IS', flexible: true },
      { title: 'BY' },
      { title: 'SURE', align: 'right' },
    ],
    (result.changes ?? []).map(({ slug, before, after, method, confidence }) => [
      slug,
      before,
      after,
      method,
      `${Math.round(confidence * 100)}%`,
    ]),
  )
  for (const { slug, reason } of result.problems ?? []) process.stdout.write(`${slug}  ${plainText(reason)}\n`)
  const lines = [
    `looked at    ${plural(models, 'model')}`,
    `${dryRun ? 'would change' : 'changed     '} ${changed}`,
    `known by hash ${byHash}`,
    ...(online ? [`asked CivitAI for ${plural(asked, 'hash', 'hashes')}, which knew ${found}`] : []),
    ...(stopped === undefined ? [] : [`CivitAI was not asked for the rest: ${plainText(stopped)}`]),
    ...(unhashed > 0 ? [`${plural(unhashed, 'model')} without a hash so far: weighthouse hash`] : []),
    ...(toReview > 0 ? [`${plural(toReview, 'model')} to look at: weighthouse review`] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
