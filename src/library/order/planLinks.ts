import type { DuplicateAction, DuplicateFile, DuplicateGroup } from './duplicates.ts'

/**
 * Which files of groups with the same bytes become hard links, and to which one: the blob if there is one, else the first
 * on the shelf. Files in place are left alone, or with `inPlace` linked among themselves only, so that neither the store
 * nor a shelved model ever hangs on a file that the user may change.
 */
export function planLinks(groups: readonly DuplicateGroup[], { inPlace }: { inPlace: boolean }): DuplicateAction[] {
  return groups
    .filter(({ kind }) => kind === 'bytes')
    .flatMap(({ key, files }) => [
      ...linkOneDrive(
        key,
        files.filter(({ storage }) => storage !== 'in_place'),
        undefined,
      ),
      ...linkOneDrive(
        key,
        files.filter(({ storage }) => storage === 'in_place'),
        inPlace ? undefined : 'it is yours, in place; add --in-place',
      ),
    ])
}

function linkOneDrive(sha256: string, files: readonly DuplicateFile[], refused: string | undefined): DuplicateAction[] {
  return [...Map.groupBy(files, ({ node }) => node?.split(':')[0])].flatMap(([drive, some]) => {
    const target = some.find(({ storage }) => storage === 'store') ?? some[0]
    if (drive === undefined || !target) return []
    const namesOf = (node: string | undefined) =>
      some.filter((file) => file.node === node).reduce((sum, { names }) => sum + names, 0)
    const isBlob = target.storage === 'store'
    const shared = !isBlob && target.links > namesOf(target.node)
    return some
      .filter((file) => file.storage !== 'store' && file.node !== target.node)
      .map(({ path, size, slug, node, links }): DuplicateAction => {
        const names = namesOf(node)
        const problem =
          refused ??
          (shared ? `${target.path} has other names outside of the library, by which it may be changed` : undefined) ??
          (links > names ? 'it has other names outside of the library, so nothing would be freed' : undefined)
        return {
          action: problem === undefined ? 'link' : 'skip',
          path,
          target: target.path,
          sha256,
          size,
          slug,
          names,
          targetNames: isBlob ? undefined : namesOf(target.node),
          reason: problem ?? `the same bytes as ${target.path}`,
        }
      })
  })
}
