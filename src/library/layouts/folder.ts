import type { WalkedFile } from '../walk/createRootWalker.ts'

/** A folder of a root, with what a walk saw in it. */
export interface Folder {
  /** Relative to the root, with forward slashes; empty for the root. */
  path: string
  /** Its last name; of the root the name that it has outside. */
  name: string
  files: WalkedFile[]
  /** By name. */
  folders: Map<string, Folder>
}

/** Puts walked files into their folders. */
export function buildFolders(rootName: string, files: readonly WalkedFile[]): Folder {
  const root: Folder = { path: '', name: rootName, files: [], folders: new Map() }
  const known = new Map<string, Folder>([['', root]])
  let lastPath = ''
  let last = root
  for (const file of files) {
    const slash = file.path.lastIndexOf('/')
    const path = slash < 0 ? '' : file.path.slice(0, slash)
    if (path !== lastPath) {
      last = folderAt(path)
      lastPath = path
    }
    last.files.push(file)
  }
  for (const folder of known.values()) folder.files.sort((one, other) => (one.path < other.path ? -1 : 1))
  return root

  function folderAt(path: string): Folder {
    const there = known.get(path)
    if (there) return there
    const slash = path.lastIndexOf('/')
    const parent = folderAt(slash < 0 ? '' : path.slice(0, slash))
    const folder: Folder = { path, name: path.slice(slash + 1), files: [], folders: new Map() }
    parent.folders.set(folder.name, folder)
    known.set(path, folder)
    return folder
  }
}

/** A folder below, by its path from here; undefined when it is not there or holds no file. */
export function folderAt(folder: Folder, path: string): Folder | undefined {
  let at: Folder | undefined = folder
  for (const name of path.split('/')) at = at?.folders.get(name)
  return at
}

/** A file of this folder or below, by its path from here. */
export function fileAt(folder: Folder, path: string): WalkedFile | undefined {
  const slash = path.lastIndexOf('/')
  const holder = slash < 0 ? folder : folderAt(folder, path.slice(0, slash))
  return holder?.files.find((file) => baseName(file) === path.slice(slash + 1))
}

/** Sub-folders in the order of their names. */
export function foldersOf(folder: Folder): Folder[] {
  return [...folder.folders.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** Every file of the folder and below. */
export function* filesBelow(folder: Folder): Generator<WalkedFile, void, undefined> {
  yield* folder.files
  for (const child of foldersOf(folder)) yield* filesBelow(child)
}

/** Every folder below, the outer before the inner, this one first. */
export function* foldersBelow(folder: Folder): Generator<Folder, void, undefined> {
  yield folder
  for (const child of foldersOf(folder)) yield* foldersBelow(child)
}

export function baseName({ path }: { path: string }): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** True for a folder of `models--owner--name` folders, as huggingface_hub makes them. */
export function isHuggingFaceCache(folder: Folder): boolean {
  for (const [name, child] of folder.folders) {
    if (name.startsWith('models--') && (child.folders.has('snapshots') || child.folders.has('blobs'))) return true
  }
  return false
}
