import { execFile } from 'node:child_process'
import { cp, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface PostgresUser {
  uid: number
  gid: number
}

/** PostgreSQL does not run as root. Then it runs as `postgres` or `nobody`; undefined: as whoever we are. */
export async function ordinaryUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    try {
      const { stdout: uid } = await run('id', ['-u', name])
      const { stdout: gid } = await run('id', ['-g', name])
      return { uid: Number(uid), gid: Number(gid) }
    } catch (error) {
      // `id` answers 1 for a user that is not there.
      if (!(error instanceof Error && 'code' in error && error.code === 1)) throw error
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`.')
}

/**
 * The folder of the programs, where that user can run them: a clone below /root is closed to others, so they are copied.
 */
export async function lendPrograms(programs: string, directory: string, user: PostgresUser): Promise<string> {
  if (await isOpenToAll(programs)) return programs
  const copy = join(directory, 'programs')
  await cp(dirname(programs), copy, { recursive: true, verbatimSymlinks: true })
  await run('chown', ['-R', `${user.uid}:${user.gid}`, copy])
  return join(copy, 'bin')
}

async function isOpenToAll(programs: string): Promise<boolean> {
  for (let folder = programs; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o005) !== 0o005) return false
  }
  return ((await stat(join(programs, 'postgres'))).mode & 0o005) === 0o005
}
