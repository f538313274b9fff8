import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { systemErrorCode } from '../foundation/errors.ts'

/*
 * Checking models.db means reading all of it: half a second for 100,000 models, in every command. So of a large one a note
 * beside it says how it was when it was last closed in order; while it is still so, nobody but us has written to it.
 */

/** Up to here a check takes less than a twentieth of a second. */
const smallBytes = 16 * 1024 * 1024

const noteName = '.models.db.sound'

/** Whether models.db at `path` is as it was when it was closed after a check. */
export function isKnownSound(path: string): boolean {
  const note = join(dirname(path), noteName)
  return existsSync(note) && readFileSync(note, 'utf8') === stampOf(path)
}

/** Notes how models.db is; called when a checked one was closed. Small ones are checked every time and need no note. */
export function noteSound(path: string): void {
  const stamp = stampOf(path)
  // Somebody else has it open, and will write what is in there into it.
  if (stamp === undefined || existsSync(`${path}-wal`)) return
  try {
    writeFileSync(join(dirname(path), noteName), stamp)
  } catch (error) {
    // Without the note it is checked again, which only takes time.
    if (systemErrorCode(error) === undefined) throw error
  }
}

function stampOf(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found && found.size > smallBytes ? `${found.size} ${found.mtimeMs} ${found.ino}` : undefined
}
