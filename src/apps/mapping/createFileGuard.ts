import type { Safety } from '../../hub/safety/safety.ts'
import type { Library } from '../../library/library.ts'
import type { FileGuard } from './fileGuard.ts'

/** Knows of files without a blob what was found in them; under `block` those are looked at that nobody has looked at. */
export function createFileGuard({
  library,
  safety,
  policy,
}: {
  library: Pick<Library, 'iterate'>
  safety: Pick<Safety, 'scan' | 'dangerousPlaces'>
  policy: FileGuard['policy']
}): FileGuard {
  return {
    policy,
    async findDangerous() {
      if (policy === 'block') {
        for await (const { files, offline } of library.iterate()) {
          if (!offline)
            await safety.scan(files.filter(({ placement }) => placement === 'in_place' || placement === 'own'))
        }
      }
      return safety.dangerousPlaces()
    },
  }
}
