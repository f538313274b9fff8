import type { ModelRegistry } from './api/modelRegistry.ts'
import type { AppSettingsFormat } from './config/appSettingsFormat.ts'
import type { AppQuestion } from './verify/appQuestion.ts'
import type { ListedFolder } from './verify/listedFolder.ts'

/** What an adapter found in a folder. */
export interface DetectedApp {
  /** The application's own folder, absolute, links resolved; may lie below the folder that was asked about. */
  path: string
  /** `1.2.3`, or `unknown`. */
  version: string
  /** Where it reads models, absolute, links resolved. An existing folder. */
  modelsPath: string
  /** Its other folders that rules may name with `root`, absolute, links resolved; `models` is `modelsPath`. */
  roots?: Readonly<Record<string, string>>
  /** What it has besides itself, as rules name it with `requires`: `comfyui-gguf`. */
  features?: readonly string[]
}

/** The user's machine, as far as adapters look at it to know where applications usually are. */
export interface Surroundings {
  /** The user's home folder. */
  home: string
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
}

/**
 * Knows one application. Called again whenever the application may have been updated, so it keeps nothing.
 *
 * `detect` reads. The one thing that it may make, with `make`, is the models folder of an application whose folder is
 * still empty; it changes and removes nothing, and a second call finds what the first one found.
 *
 * `detect` throws INVALID_ARGUMENT when the folder is missing or is not this application, and says what it looked for.
 */
export interface AppAdapter {
  /** Lower-case letters, digits and `-`; the first part of the names of its mapping files. */
  readonly id: string
  /** As people write it. */
  readonly name: string
  detect(path: string, options?: { make?: boolean }): Promise<DetectedApp>
  /** Where it usually is, the likeliest first; most will not be there. */
  usualPlaces(surroundings: Surroundings): string[]
  /** What it lists of its folders; see verify. */
  readonly listed: readonly ListedFolder[]
  /** Its own settings, where they can name folders of models. */
  readonly settings?: AppSettingsFormat
  /** How it is asked to take models up itself. */
  readonly registry?: ModelRegistry
  /** How it is asked what it sees. */
  readonly question?: AppQuestion
  /** Where it answers unless it is told otherwise. */
  readonly usualUrl?: string
}
