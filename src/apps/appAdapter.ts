/** What an adapter found in a folder. */
export interface DetectedApp {
  /** The application's own folder, absolute, links resolved; may lie below the folder that was asked about. */
  path: string
  /** `1.2.3`, or `unknown`. */
  version: string
  /** Where it reads models, absolute, links resolved. An existing folder. */
  modelsPath: string
}

/**
 * Knows one application. Called again whenever the application may have been updated, so it keeps nothing.
 *
 * `detect` reads. The one thing that it may make is the models folder of an application whose folder is still empty; it
 * changes and removes nothing, and a second call finds what the first one found.
 *
 * `detect` throws INVALID_ARGUMENT when the folder is missing or is not this application, and says what it looked for.
 */
export interface AppAdapter {
  /** Lower-case letters, digits and `-`; the first part of the names of its mapping files. */
  readonly id: string
  /** As people write it. */
  readonly name: string
  detect(path: string): Promise<DetectedApp>
}
