import type { DetectedApp } from '../appAdapter.ts'

/** One folder under one name of the application's settings. */
export interface SettingsEntry {
  key: string
  /** Absolute. */
  folder: string
}

/**
 * A settings file of an application that can name folders of models, as text: what is the user's (keys, comments, order,
 * line ends) stays byte for byte.
 *
 * - `add(base, entries)` takes a text without entries of ours; undefined stands for no file.
 * - `remove(text, entries)` takes ours out of any text, also one that the user or the application has changed since; what
 *   is not there any more is no error. `remove(add(text, entries), entries)` means what `text` meant.
 * - Both throw INVALID_CONFIG when the text is not what the application could read itself.
 */
export interface AppSettingsFormat {
  /** The file, absolute; it may not be there. */
  fileOf(app: DetectedApp): string
  /** Endings of the files that the application lists of a folder under this key; undefined when it has no such key. */
  endingsOf(key: string): readonly string[] | undefined
  /** How many folders a key takes besides the user's own. */
  readonly foldersPerKey: 'many' | 'one'
  /** Why an entry cannot be written for this text; undefined when it can. */
  refuse(text: string | undefined, entry: SettingsEntry, app: DetectedApp): string | undefined
  add(text: string | undefined, entries: readonly SettingsEntry[], app: DetectedApp): string
  remove(text: string, entries: readonly SettingsEntry[]): string
}
