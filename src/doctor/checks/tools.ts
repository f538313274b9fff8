import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import type { GroundCheck } from '../doctor.ts'

const run = promisify(execFile)

/** The one program of others that Weighthouse uses: coreutils' `sync`, which makes pulls of many small files faster. */
export const toolsCheck: GroundCheck = {
  id: 'tools',
  async look({ signal }) {
    if (process.platform !== 'linux') return [{ status: 'ok', says: 'No other program is needed' }]
    try {
      const { stdout } = await run('sync', ['--version'], { signal, timeout: 5_000 })
      if (stdout.includes('coreutils')) return [{ status: 'ok', says: `${stdout.split('\n')[0]}` }]
    } catch {
      signal.throwIfAborted()
    }
    const says = 'coreutils’ sync is not there: pulls of many small files take longer, nothing else'
    return [{ status: 'warn', says, mend: 'Install coreutils, if you pull many models with thousands of small files.' }]
  },
}
