import { WeighthouseError } from '../../foundation/errors.ts'

/** A settings file of an application that it could not read itself; nothing is written to it. */
export function brokenSettings(path: string, reason: string, cause?: unknown): WeighthouseError {
  return new WeighthouseError('INVALID_CONFIG', `${path} is not usable: ${reason}.`, {
    hint: 'Mend the file, then run the command again; it was not touched.',
    details: { path },
    cause,
  })
}
