import { linkSync, symlinkSync, writeFileSync } from 'node:fs'

import { systemErrorCode, WeighthouseError } from '../../foundation/errors.ts'

const impossible = ['EPERM', 'EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']

/**
 * Makes one link or small file; never replaces anything.
 *
 * @throws WeighthouseError CONFLICT when something is there; UNSUPPORTED when the file system cannot make it
 */
export function makeLink(link: { kind: string; sourcePath: string; targetPath: string; content: string | null }): void {
  const { kind, sourcePath, targetPath, content } = link
  try {
    if (kind === 'hardlink') linkSync(sourcePath, targetPath)
    else if (kind === 'file') writeFileSync(targetPath, content ?? '', { flag: 'wx' })
    else symlinkSync(sourcePath, targetPath, 'file')
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EEXIST') throw changedMeanwhile(targetPath, error)
    if (code !== undefined && impossible.includes(code) && kind !== 'file') {
      const other = kind === 'hardlink' ? 'symlink' : 'hardlink'
      throw new WeighthouseError('UNSUPPORTED', `${targetPath} cannot be made a ${kind} of ${sourcePath} (${code}).`, {
        hint: `The file system or your account does not allow it. Set "method": "${other}" in a mapping file of your own.`,
        details: { path: targetPath },
        cause: error,
      })
    }
    throw error
  }
}

export function changedMeanwhile(path: string, cause: unknown): WeighthouseError {
  return new WeighthouseError('CONFLICT', `${path} changed while links were being made; everything was taken back.`, {
    hint: 'Run the command again.',
    details: { path },
    cause,
  })
}
