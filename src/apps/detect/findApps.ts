import { realpath } from 'node:fs/promises'

import type { AppInstallationTable } from '../../database/schema.ts'
import { isWeighthouseError } from '../../foundation/errors.ts'
import { ifPresent } from '../../foundation/files/ifPresent.ts'
import type { AppAdapter, Surroundings } from '../appAdapter.ts'
import type { FoundApp } from '../apps.ts'

/** Asks every adapter for the places where its application usually is, and for the given ones. Reads only. */
export async function findApps(options: {
  adapters: readonly AppAdapter[]
  surroundings: Surroundings
  paths: readonly string[]
  installations: readonly AppInstallationTable[]
}): Promise<FoundApp[]> {
  const found = new Map<string, FoundApp>()
  for (const adapter of options.adapters) {
    for (const place of [...options.paths, ...adapter.usualPlaces(options.surroundings)]) {
      const path = await ifPresent(realpath(place), 'ELOOP', 'EACCES')
      if (path === undefined) continue
      const app = await tryToDetect(adapter, path)
      if (!app || found.has(`${adapter.id} ${app.path}`)) continue
      const known = options.installations.find(
        (row) => row.app === adapter.id && (row.path === app.path || row.models_path === app.modelsPath),
      )
      found.set(`${adapter.id} ${app.path}`, {
        app: adapter.id,
        name: adapter.name,
        version: app.version,
        path: app.path,
        modelsPath: app.modelsPath,
        knownAs: known?.id,
      })
    }
  }
  return [...found.values()]
}

async function tryToDetect(adapter: AppAdapter, path: string) {
  try {
    return await adapter.detect(path)
  } catch (error) {
    if (isWeighthouseError(error, 'INVALID_ARGUMENT')) return undefined
    throw error
  }
}
