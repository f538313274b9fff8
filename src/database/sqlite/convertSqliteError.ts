import { dirname } from 'node:path'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'

// Primary result codes: https://sqlite.org/rescode.html
const sqliteBusy = 5
const sqliteReadonly = 8
const sqliteCorrupt = 11
const sqliteFull = 13
const sqliteCantOpen = 14
const sqliteNotADatabase = 26

/** Gives SQLite failures that a user can mend their own code; returns everything else unchanged. */
export function convertSqliteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof WeighthouseError) return error
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
  const details = { path }
  switch (code) {
    case sqliteCorrupt:
    case sqliteNotADatabase:
      return new WeighthouseError('DATABASE_CORRUPT', `The database ${path} is damaged or is not a database.`, {
        hint: `Move it aside (mv "${path}" "${path}.broken") and run \`weighthouse sync\` and \`weighthouse scan --rebuild\`: catalog and library are made again, blobs and models are untouched.`,
        details,
        cause: error,
      })
    case sqliteCantOpen:
    case sqliteReadonly:
      return new WeighthouseError('HOME_UNWRITABLE', `The database ${path} cannot be opened for writing.`, {
        hint: 'Give your user write access to that folder, or set WEIGHTHOUSE_HOME to another one.',
        details,
        cause: error,
      })
    case sqliteBusy:
      return new WeighthouseError(
        'DATABASE_BUSY',
        `Another process has been writing to ${path} for more than 30 seconds.`,
        {
          hint: 'Wait for it to finish, then run the command again.',
          details,
          cause: error,
        },
      )
    case sqliteFull:
      return new WeighthouseError('DISK_FULL', `The disk of ${path} is full.`, {
        hint: 'Free some space, then run the same command again: finished work is kept.',
        details,
        cause: error,
      })
    default:
      return error
  }
}

/** The same for a database that is being opened, whose folder may be out of reach. */
export function convertOpenError(error: unknown, path: string): unknown {
  switch (systemErrorCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return new WeighthouseError(
        'HOME_UNWRITABLE',
        `The folder ${dirname(path)} cannot be made or written: ${error instanceof Error ? error.message : ''}`,
        {
          hint: 'Give your user write access to it, or set WEIGHTHOUSE_HOME to another folder.',
          details: { path },
          cause: error,
        },
      )
    default:
      return convertSqliteError(error, path)
  }
}
