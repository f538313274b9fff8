import type { LibraryFile } from '../../library/library.ts'

/** What is known of files that have no blob and run programs when they are loaded. */
export interface FileGuard {
  /** `block`: they are linked nowhere. `warn`: they are, and the plan says so. */
  policy: 'warn' | 'block'
  /** By location, as they were when somebody looked. Under `block` every file was looked at before. */
  findDangerous(): Promise<ReadonlyMap<string, { size: number; mtimeMs: number; reasons: string[] }>>
}

/** Says why a file is dangerous; undefined when it is not, or is not what it was any more. */
export type ExplainDanger = (file: LibraryFile) => string | undefined

/** @returns undefined when no file is dangerous, so that nobody asks for each */
export async function readDangers(guard: Pick<FileGuard, 'findDangerous'>): Promise<ExplainDanger | undefined> {
  const dangerous = await guard.findDangerous()
  if (dangerous.size === 0) return undefined
  return ({ path, location, size, mtimeMs }) => {
    const found = dangerous.get(location)
    if (found?.size !== size || found.mtimeMs !== mtimeMs) return undefined
    return `${path} is dangerous to load: ${found.reasons.join('; ')}`
  }
}
