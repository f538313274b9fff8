import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { ifPresent } from '../../foundation/files/ifPresent.ts'
import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import type { GroundCheck, Look } from '../doctor.ts'
import { storeFolders } from './folders.ts'

const tight = 10e9
const none = 1e9

/** Free bytes of every drive that Weighthouse writes to. */
export const spaceCheck: GroundCheck = {
  id: 'space',
  async look({ config }) {
    const looks: Look[] = []
    const drives = new Set<number>()
    for (const folder of [config.home, config.library, ...storeFolders(config)]) {
      const there = await nearest(folder)
      const { dev } = await stat(there)
      if (drives.has(dev)) continue
      drives.add(dev)
      const free = await readFreeBytes(there)
      const says = `${(free / 1e9).toFixed(1)} GB free on the drive of ${folder}`
      const mend = 'See what takes the room: weighthouse usage, weighthouse gc --dry-run, weighthouse trash list.'
      if (free < Math.max(none, config.storeMinFree)) looks.push({ status: 'fail', says, mend })
      else if (free < tight) looks.push({ status: 'warn', says, mend })
      else looks.push({ status: 'ok', says })
    }
    return looks
  },
}

/** The folder, or the first above it that is there. */
async function nearest(folder: string): Promise<string> {
  for (let path = folder; ; path = dirname(path)) {
    if ((await ifPresent(stat(path)))?.isDirectory()) return path
    if (dirname(path) === path) return path
  }
}
