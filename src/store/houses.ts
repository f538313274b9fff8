import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { WeighthouseError } from '../foundation/errors.ts'
import { ifPresent } from '../foundation/files/ifPresent.ts'
import { makeFolder } from '../foundation/files/makeFolder.ts'
import { writeDurably } from '../foundation/files/writeDurably.ts'

const houseId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for the UUIDs that name houses. */
export function isHouseId(id: string): boolean {
  return houseId.test(id)
}

/**
 * Returns `id` when it is a UUID, so that nothing else ever becomes part of a path.
 * @throws WeighthouseError INVALID_ARGUMENT
 */
export function checkHouseId(id: string): string {
  if (isHouseId(id)) return id
  throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(id.slice(0, 100))} is not the id of a house.`, {
    hint: 'It is a UUID in lower case.',
  })
}

/** Writes `<folder>/<id>`, unless it is there. */
export async function writeHouse(folder: string, id: string, description: string): Promise<void> {
  const path = join(folder, checkHouseId(id))
  if ((await ifPresent(readFile(path, 'utf8'))) === description) return
  await makeFolder(folder)
  const temporary = join(folder, `.${id}.${process.pid}`)
  try {
    await writeDurably(temporary, description, 'w')
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** The houses that `writeHouse` wrote down. */
export async function readHouses(folder: string): Promise<{ id: string; description: string }[]> {
  const ids = ((await ifPresent(readdir(folder))) ?? []).filter(isHouseId)
  return Promise.all(ids.map(async (id) => ({ id, description: await readFile(join(folder, id), 'utf8') })))
}
