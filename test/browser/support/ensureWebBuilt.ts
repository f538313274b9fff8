import { spawnSync } from 'node:child_process'
import { mkdir, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { delay } from '../../../src/foundation/time.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const lock = join(root, 'web', '.building')
const longestBuildMs = 120_000

/** Builds web/dist when it is missing or older than its sources, once, however many test files ask at the same time. */
export async function ensureWebBuilt(): Promise<void> {
  await acquire()
  try {
    const prepare = pathToFileURL(join(root, 'scripts', 'prepare.mjs')).href
    // A process of its own, because it ends when the build fails.
    const code = `const { buildWeb } = await import(${JSON.stringify(prepare)}); buildWeb()`
    const built = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: root,
      encoding: 'utf8',
    })
    if (built.status !== 0) throw new Error(`The web UI could not be built:\n${built.stdout}${built.stderr}`)
  } finally {
    await rmdir(lock)
  }
}

async function acquire(): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    // A test run that was killed while it built leaves its lock behind.
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > longestBuildMs) await rmdir(lock)
    else await delay(100)
  }
}
