import { WeighthouseError } from '../../foundation/errors.ts'
import type { FileToDownload } from '../fileToDownload.ts'
import type { PartialFile } from '../partialFile.ts'
import type { FetchOutcome } from './fetchRange.ts'

/** What is thrown when a file is not tried again. @param tries in a row that brought nothing new */
export function giveUp(
  file: FileToDownload,
  partial: PartialFile,
  outcome: Exclude<FetchOutcome, { kind: 'refused' }>,
  tries: number,
): WeighthouseError {
  const { size } = partial.expected
  const have = partial.here.total
  const where = `at byte ${have} of ${size ?? 'an unknown number'}`
  const details = { file: file.label, haveBytes: have, size }
  switch (outcome.kind) {
    case 'wrong':
    case 'tooLong':
      return new WeighthouseError('VERIFICATION_FAILED', `${file.label} was not downloaded: ${outcome.reason}.`, {
        hint: 'Check whether a proxy or a login page stands between this machine and the source, then pull again.',
        details: { ...details, reason: outcome.reason },
      })
    case 'broken':
      return new WeighthouseError(
        'SOURCE_UNREACHABLE',
        `The connection broke ${tries} times while ${file.label} was downloaded, ${where}: ${outcome.error.message}`,
        { hint: 'Run the same command again: it continues there.', details, cause: outcome.error },
      )
    case 'complete':
    case 'short':
    case 'startAgain':
    case 'ignoresRange':
      return new WeighthouseError(
        'VERIFICATION_FAILED',
        `The source's answers for ${file.label} end early, ${where}.`,
        {
          hint: 'Run the same command again later; if it ends there again, the file is damaged at the source.',
          details,
        },
      )
  }
}
