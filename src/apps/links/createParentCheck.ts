import { dirname, join, relative, sep } from 'node:path'

import { lookAt } from './lookAt.ts'

/** The folders on the way to a place: those that are to be made, or why none can be made; and on which drive they are. */
export type Parents = { missing: string[]; device: string } | { blocked: string }

/**
 * Looks at every folder between a root of an application and a place in it. A link among them is never followed: it may
 * lead anywhere, and what is written through it would be written there.
 */
export function createParentCheck(): (root: string, targetPath: string) => Parents {
  const known = new Map<string, Parents>()

  return function checkParents(root, targetPath) {
    const folder = dirname(targetPath)
    const earlier = known.get(folder)
    if (earlier) return earlier
    const result = look(root, folder)
    known.set(folder, result)
    return result
  }

  function look(root: string, folder: string): Parents {
    const missing: string[] = []
    const top = lookAt(root)
    let device = top.kind === 'directory' ? top.device : ''
    let path = root
    const inside = relative(root, folder)
    for (const segment of inside === '' ? [] : inside.split(sep)) {
      path = join(path, segment)
      if (missing.length > 0) {
        missing.push(path)
        continue
      }
      const found = lookAt(path)
      if (found.kind === 'absent') missing.push(path)
      else if (found.kind === 'symlink') return { blocked: `${path} is a symbolic link to ${found.text}` }
      else if (found.kind !== 'directory') return { blocked: `${path} is not a folder` }
      else device = found.device
    }
    return { missing, device }
  }
}
