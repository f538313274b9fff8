import { posix } from 'node:path'

/** Whether a file, by its path with forward slashes, fits a pattern of a rule. */
export type PathTest = (path: string) => boolean

/**
 * Makes a test of a pattern: one without a slash is for file names, one with is for whole paths, `**` is for all. Upper
 * and lower case are the same. Most patterns are `*.ending`, which needs no glob.
 */
export function compilePattern(pattern: string): PathTest {
  if (pattern === '**' || pattern === '*') return () => true
  const lower = pattern.toLowerCase()
  const ending = /^\*(\.[a-z0-9._-]+)$/.exec(lower)?.[1]
  if (ending !== undefined) {
    return (path) => {
      const name = path.toLowerCase()
      // As in a glob, a star stands for one character at least where a name would begin with a dot.
      return name.endsWith(ending) && posix.basename(name) !== ending
    }
  }
  const whole = pattern.includes('/')
  return (path) => posix.matchesGlob((whole ? path : posix.basename(path)).toLowerCase(), lower)
}
