import type { TrashNote } from './trashNote.ts'

/** A model in the trash. */
export interface TrashEntry {
  /** Names it: the time and the slug. */
  id: string
  note: TrashNote
  /** UTC milliseconds. */
  removedAt: number
  /** Its folder in the trash, absolute. */
  folder: string
}
