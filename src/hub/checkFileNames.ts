import { WeighthouseError } from '../foundation/errors.ts'
import { checkRelativePath } from '../ids/safePath.ts'

/**
 * Checks the names of all files that will stand in one folder: each safe by itself, no two of them one name for a file
 * system that ignores case or Unicode forms, none a folder of another.
 *
 * @throws WeighthouseError UNSAFE_PATH naming the file
 */
export function checkFileNames(paths: readonly string[]): void {
  const files = new Map<string, string>()
  const folders = new Map<string, string>()
  for (const path of paths) {
    checkRelativePath(path)
    const name = fold(path)
    const same = files.get(name)
    if (same !== undefined) throw clash(path, `${JSON.stringify(same)} is the same name where case does not count`)
    files.set(name, path)
    for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      folders.set(name.slice(0, slash), path)
    }
  }
  for (const [name, path] of files) {
    const inside = folders.get(name)
    if (inside !== undefined) throw clash(path, `it is a file, and the folder of ${JSON.stringify(inside)}`)
  }
}

/** How macOS and Windows compare names, near enough to refuse rather than to lose a file. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

function clash(path: string, reason: string): WeighthouseError {
  return new WeighthouseError('UNSAFE_PATH', `The file name ${JSON.stringify(path)} cannot be kept: ${reason}.`, {
    hint: 'Leave one of them out with --exclude.',
    details: { path },
  })
}
