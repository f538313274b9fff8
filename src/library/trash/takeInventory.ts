import { lstat, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

import { metadataFileName, type ModelMetadata, overridesFileName } from '../metadata.ts'
import { shelvingMarkerName } from '../shelvingMarker.ts'
import type { InventoryFile } from './trashNote.ts'

export interface Inventory {
  files: InventoryFile[]
  /** Files, links and the like that are none of the model's: somebody put them there. Relative paths. */
  strangers: string[]
}

/**
 * What lies in a model's folder, and which of it belongs to the model: what metadata.json lists, metadata.json and
 * overrides.json themselves.
 */
export async function takeInventory(folder: string, metadata: ModelMetadata): Promise<Inventory> {
  const own = new Set([metadataFileName, overridesFileName, shelvingMarkerName])
  if (metadata.storage_kind !== 'external_reference') for (const { path } of metadata.files) own.add(path)
  for (const { path } of metadata.sidecars ?? []) if (metadata.storage_kind !== 'external_reference') own.add(path)
  const inventory: Inventory = { files: [], strangers: [] }
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue
    const place = join(entry.parentPath, entry.name)
    const path = relative(folder, place).split(sep).join('/')
    if (!entry.isFile() || !own.has(path)) {
      inventory.strangers.push(path)
      continue
    }
    if (path === shelvingMarkerName) continue
    const { size, mtimeMs, ino } = await lstat(place)
    inventory.files.push({ path, size, mtime_ms: mtimeMs, inode: String(ino) })
  }
  inventory.strangers.sort()
  return inventory
}
