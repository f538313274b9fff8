import { copyFile, rename } from 'node:fs/promises'

/** Makes a file one of its own, with the same bytes and mode, as a drive without hard links would have it. */
export async function separate(path: string): Promise<void> {
  await copyFile(path, `${path}.copy`)
  await rename(`${path}.copy`, path)
}
