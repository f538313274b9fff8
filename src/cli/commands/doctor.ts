import { styleText } from 'node:util'

import type { Command } from 'commander'

import { isWeighthouseError } from '../../foundation/errors.ts'
import { AdminService } from '../../gen/weighthouse/v1/admin_pb.ts'
import type { Examination, Finding } from '../../gen/weighthouse/v1/doctor_pb.ts'
import { type GlobalOptions, loadCliConfig, withWeighthouse } from '../cliContext.ts'
import { collect } from '../parseOptions.ts'
import { plural } from '../render/formatNumbers.ts'
import { plainText } from '../render/plainText.ts'

interface DoctorOptions {
  fix?: boolean
  online?: boolean
  yes?: boolean
  check: string[]
}

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('look whether everything is there and sound')
    .description(
      'Looks at Node, native parts, folders, free space, links, ports, database, store, library, applications, tokens and the clock, and says for each finding how to mend it. Ends with 1 when something fails.',
    )
    .option('--fix', 'mend what Weighthouse can mend: its index, its links, leftovers, permissions of its folders')
    .option('-y, --yes', 'with --fix: also install Python packages into the environments of applications')
    .option('--online', 'ask the sources, too: are the tokens good, is the clock right')
    .option('--check <id>', 'only this check (repeatable)', collect, [])
    .addHelpText(
      'after',
      '\nExamples:\n  weighthouse doctor\n  weighthouse doctor --fix\n  weighthouse doctor --check ports --json',
    )
    .action((options: DoctorOptions, command: Command) => examine(command, options))
}

async function examine(
  command: Command,
  { yes: consent = false, fix = false, online = false, check }: DoctorOptions,
): Promise<void> {
  let opened = false
  try {
    await withWeighthouse(command, async ({ api, answer, signal }) => {
      opened = true
      const examination = await api.admin.examine({ consent, fix, online, check }, { signal })
      answer(AdminService.method.examine, examination, () => printFindings(examination))
      if (examination.failures > 0) process.exitCode = 1
    })
  } catch (error) {
    // A house that cannot be opened is the case for a doctor: what can be looked at without it is.
    if (
      opened ||
      !isWeighthouseError(
        error,
        'HOME_UNWRITABLE',
        'DATABASE_CORRUPT',
        'DATABASE_BUSY',
        'DATABASE_UNREACHABLE',
        'STORE_UNREACHABLE',
      )
    )
      throw error
    const [{ config }, { createDoctor }, { examinationMessage }, { toRestAnswer }] = await Promise.all([
      loadCliConfig(command),
      import('../../doctor/createDoctor.ts'),
      import('../../server/messages/findingMessage.ts'),
      import('../../server/rest/toRestAnswer.ts'),
    ])
    const findings = await createDoctor({ config, house: undefined }).examine({ consent, fix, checks: check })
    const closed = {
      id: 'house',
      status: 'fail' as const,
      says: error.message,
      mend: error.hint ?? '',
      fixable: false,
      mended: false,
    }
    const examination = examinationMessage([...findings, closed])
    if (command.optsWithGlobals<GlobalOptions>().json ?? false) {
      process.stdout.write(`${JSON.stringify(toRestAnswer(AdminService.method.examine, examination), null, 2)}\n`)
    } else printFindings(examination)
    process.exitCode = 1
  }
}

function printFindings({ findings, ok, warnings, failures, mended }: Examination): void {
  for (const finding of findings) {
    process.stdout.write(`${mark(finding)}  ${finding.id.padEnd(12)}  ${plainText(finding.says)}\n`)
    if (finding.status !== 'ok' && finding.mend !== '') {
      process.stdout.write(
        `${' '.repeat(20)}→ ${plainText(finding.mend)}${finding.fixable ? '  (weighthouse doctor --fix)' : ''}\n`,
      )
    }
  }
  const counts = [`${ok} ok`, plural(warnings, 'warning'), plural(failures, 'failure')]
  if (mended > 0) counts.push(`${mended} mended`)
  process.stdout.write(`\n${counts.join(', ')}\n`)
}

function mark({ status, mended }: Finding): string {
  const word = mended ? 'mended' : status
  const text = word.padEnd(6)
  if (!process.stdout.isTTY) return text
  return styleText(status === 'ok' ? 'green' : status === 'warn' ? 'yellow' : 'red', text)
}
