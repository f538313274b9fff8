import { type Command, Option } from 'commander'

import { type Job, JobService } from '../../gen/weighthouse/v1/job_pb.ts'
import { withWeighthouse } from '../cliContext.ts'
import { collect, collectChoice, parseCount } from '../parseOptions.ts'
import { formatBytes, formatInteger } from '../render/formatNumbers.ts'
import { printTable } from '../render/printTable.ts'

const states = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled']

export function addJobsCommand(program: Command): void {
  const jobs = program
    .command('jobs')
    .summary('list, show, cancel, pause, resume or retry long work')
    .addHelpText('after', '\nExamples:\n  weighthouse jobs list --state failed\n  weighthouse jobs retry ID')

  jobs
    .command('list')
    .summary('print jobs, newest first')
    .addOption(
      new Option('--state <state>', 'only jobs in this state (repeatable)')
        .choices(states)
        .argParser(collectChoice)
        .default([]),
    )
    .option('--type <type>', 'sync, pull, scan or snapshot (repeatable)', collect, [])
    .option('--limit <n>', 'how many to print, 1 to 100', parseCount, 20)
    .option('--cursor <cursor>', 'go on after an earlier page (meta.nextCursor of --json)')
    .addHelpText('after', '\nExample:\n  weighthouse jobs list --state running')
    .action((options: { state: string[]; type: string[]; limit: number; cursor?: string }, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const response = await api.job.listJobs(options)
        answer(JobService.method.listJobs, response, () => {
          if (response.jobs.length === 0)
            process.stdout.write(
              options.state.length + options.type.length > 0 ? 'No job matches.\n' : 'There are no jobs yet.\n',
            )
          printTable(
            [
              { title: 'ID' },
              { title: 'TYPE' },
              { title: 'STATE' },
              { title: 'PROGRESS', align: 'right', spare: 1 },
              { title: 'CREATED', spare: 2 },
              { title: 'WHAT', flexible: true },
            ],
            response.jobs.map((job) => [
              job.id,
              job.type,
              job.state,
              describeProgress(job),
              formatTime(job.createdAt),
              describeWork(job),
            ]),
          )
        })
      }),
    )

  jobs
    .command('show')
    .summary('print one job with its log')
    .argument('<id>', 'the id that `jobs list` prints')
    .addHelpText('after', '\nExample:\n  weighthouse jobs show ID --json')
    .action((id: string, _options: unknown, command: Command) =>
      withWeighthouse(command, async ({ api, answer }) => {
        const job = await api.job.getJob({ id })
        answer(JobService.method.getJob, job, () => {
          printJob(job)
          for (const line of job.log)
            process.stdout.write(`  ${formatTime(line.time)}  ${line.level.padEnd(5)} ${line.message}\n`)
        })
      }),
    )

  for (const [name, summary, method] of [
    ['cancel', 'end a job; what it finished is kept', 'cancelJob'],
    ['pause', 'stop a job until it is resumed', 'pauseJob'],
    ['resume', 'let a paused job go on', 'resumeJob'],
    ['retry', 'run a failed or cancelled job again from where it stopped', 'retryJob'],
  ] as const) {
    jobs
      .command(name)
      .summary(summary)
      .argument('<id>', 'the id that `jobs list` prints')
      .addHelpText('after', `\nExample:\n  weighthouse jobs ${name} ID`)
      .action((id: string, _options: unknown, command: Command) =>
        withWeighthouse(command, async ({ api, answer }) => {
          const job = await api.job[method]({ id })
          answer(JobService.method[method], job, () => {
            printJob(job)
            if (job.state === 'pending') process.stdout.write('It runs as soon as `weighthouse serve` is up.\n')
          })
        }),
      )
  }
}

function printJob(job: Job): void {
  process.stdout.write(`${job.id}  ${job.type}  ${job.state}  ${describeProgress(job)}  ${describeWork(job)}\n`)
  if (job.error)
    process.stdout.write(`  ${job.error.code}: ${job.error.message}\n${job.error.hint ? `  ${job.error.hint}\n` : ''}`)
}

function describeProgress({ progress }: Job): string {
  if (!progress) return ''
  const count = progress.unit === 'bytes' ? formatBytes : formatInteger
  const done = count(Number(progress.done))
  return progress.total === undefined ? done : `${done} of ${count(Number(progress.total))}`
}

function describeWork(job: Job): string {
  const { model, sources } = job.payload ?? {}
  if (typeof model === 'string') return model
  return Array.isArray(sources) ? sources.join(', ') : (job.progress?.message ?? '')
}

function formatTime(time: bigint): string {
  return new Date(Number(time)).toISOString().slice(0, 19).replace('T', ' ')
}
