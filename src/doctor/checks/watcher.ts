import { readFile } from 'node:fs/promises'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { GroundCheck } from '../doctor.ts'

const fewWatches = 65_536

/** How many folders of roots the kernel lets one user watch. https://man7.org/linux/man-pages/man7/inotify.7.html */
export const watcherCheck: GroundCheck = {
  id: 'watcher',
  async look() {
    const text = await ifPresent(readFile('/proc/sys/fs/inotify/max_user_watches', 'utf8'))
    const watches = text === undefined ? undefined : Number(text.trim())
    if (watches === undefined) return [{ status: 'ok', says: 'Folders are watched without a limit that is known' }]
    const says = `${watches} folders can be watched`
    if (watches >= fewWatches) return [{ status: 'ok', says }]
    return [
      {
        status: 'warn',
        says: `Only ${says}; changes in further folders are seen by the next scan`,
        mend: `sudo sysctl fs.inotify.max_user_watches=${fewWatches * 8}`,
      },
    ]
  },
}
