import type { AppClient } from './appClient.ts'

/** A model in an application's own list. */
export interface RegisteredModel {
  /** What it is taken out by: a key, or its name. */
  key: string
  name: string
  /** Absolute, where the application tells it. */
  path: string | undefined
  /** Whether taking it out leaves the library's bytes: it lies outside the application's folder, or was copied there. */
  inPlace: boolean
  /** What tells this entry from a later one of the same name; undefined where the application has none. */
  digest: string | undefined
}

/** What is to be registered. */
export interface ModelToRegister {
  name: string
  /** Absolute. */
  path: string
  size: number
  sha256: string | undefined
}

/**
 * The models that a running application knows, which it is asked to add and to drop; nothing is done to its folders.
 *
 * - `add` may be called again for a model that is there; it answers as the first time.
 * - `remove` must never be called for an entry that is not in the ledger, and is only called while the entry is in place.
 * - Errors are those of AppClient; `add` also throws VERIFICATION_FAILED when the file is not what its hash says.
 */
export interface ModelRegistry {
  /** A name as the application would write it. */
  toName(name: string): string
  list(client: AppClient): Promise<RegisteredModel[]>
  add(client: AppClient, model: ModelToRegister): Promise<RegisteredModel>
  remove(client: AppClient, model: RegisteredModel): Promise<void>
}
