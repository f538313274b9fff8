import { dirname, join, relative, sep } from 'node:path'

import { lookAt } from './lookAt.ts'

/** The folders on the way to a place: those that are to be made, or why none can be made. */
export type Parents = { missing: string[] } | { blocked: string }

/**
 * Looks at every folder between an application's models folder and a place in it. A link among them is never followed:
 * it may lead anywhere, and what is written through it would be written there.
 */
export function createParentCheck(modelsPath: string): (targetPath: string) => Promise<Parents> {
  const known = new Map<string, Parents>()

  return async function checkParents(targetPath) {
    const folder = dirname(targetPath)
    const earlier = known.get(folder)
    if (earlier) return earlier
    const result = await look(folder)
    known.set(folder, result)
    return result
  }

  async function look(folder: string): Promise<Parents> {
    const missing: string[] = []
    let path = modelsPath
    for (const segment of relative(modelsPath, folder).split(sep)) {
      path = join(path, segment)
      if (missing.length > 0) {
        missing.push(path)
        continue
      }
      const found = await lookAt(path)
      if (found.kind === 'absent') missing.push(path)
      else if (found.kind === 'symlink') return { blocked: `${path} is a symbolic link to ${found.text}` }
      else if (found.kind !== 'directory') return { blocked: `${path} is not a folder` }
    }
    return { missing }
  }
}
