import { systemErrorCode } from '../errors.ts'

/**
 * What a file-system operation yields; undefined when there is nothing at its path (ENOENT, ENOTDIR). Every other
 * failure is thrown.
 *
 * @param also further codes of Node system errors that mean the same to the caller
 */
export async function ifPresent<T>(operation: Promise<T>, ...also: string[]): Promise<T | undefined> {
  try {
    return await operation
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || (code !== undefined && also.includes(code))) return undefined
    throw error
  }
}
