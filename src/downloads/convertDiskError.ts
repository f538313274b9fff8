import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'

/**
 * Gives a disk that has no room for a file its own words; returns everything else unchanged. EFBIG is what file systems
 * with a longest file (FAT32: 4 GiB) and process limits answer.
 */
export function convertDiskError(error: unknown, label: string, folder: string): unknown {
  const code = systemErrorCode(error)
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  if (!full && code !== 'EFBIG') return error
  const what = full
    ? `The disk of ${folder} became full while ${label} was downloaded.`
    : `The file system of ${folder} cannot hold a file as large as ${label}.`
  return new WeighthouseError('DISK_FULL', what, {
    hint: full
      ? 'Free some space, then run the same command again: what was downloaded is kept and continued.'
      : 'Set WEIGHTHOUSE_STORE to a folder on another file system (exFAT instead of FAT32).',
    details: { file: label, path: folder },
    cause: error,
  })
}
