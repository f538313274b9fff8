import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

export interface Program {
  path: string
  /** The first line of what it says about itself. */
  version: string
}

/**
 * Looks for an installed program. Undefined when there is none that runs.
 * @param folders where to look besides PATH
 */
export async function findProgram(
  name: string,
  folders: readonly string[] = [],
  versionFlag = '--version',
): Promise<Program | undefined> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...folders]) {
    const path = join(folder, name)
    try {
      await access(path, constants.X_OK)
      const { stdout, stderr } = await promisify(execFile)(path, [versionFlag])
      return { path, version: (stdout || stderr).split('\n')[0]!.trim() }
    } catch {
      // Not here, or not for this machine: the next folder may have one.
    }
  }
  return undefined
}
