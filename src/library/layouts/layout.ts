import type { Folder } from './folder.ts'
import type { FoundFile, FoundModel, LayoutHints, LayoutName } from './foundModel.ts'

/**
 * One way to lay models out. Layouts are asked in the order of the table in layouts.ts whether a folder is laid out so; the
 * first that says yes has everything below.
 */
export interface Layout {
  name: LayoutName
  /** True when what is in the folder shows that it is laid out so. */
  claims(folder: Folder, context: ClaimContext): boolean
  find(folder: Folder, context: FindContext): FoundModel[]
}

interface ClaimContext {
  /** Where the root is, absolute. */
  rootPath: string
}

export interface FindContext extends ClaimContext {
  /** The text of a small file; undefined when it is larger, gone or cannot be read, which is noted. */
  readText(file: FoundFile): string | undefined
  /** Something that the user should know of; absolute path. */
  note(path: string, reason: string): void
  /** Another folder that an application of this root reads models from; absolute. */
  suggest(path: string): void
  /** What the table finds in a folder that is not of this layout. */
  findOthers(folder: Folder, hints?: LayoutHints): FoundModel[]
}
