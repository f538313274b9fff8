import { open } from 'node:fs/promises'

/**
 * Makes the names in a folder durable: a rename or unlink survives a power cut only after this.
 * Windows neither needs nor allows it. https://man7.org/linux/man-pages/man2/fsync.2.html
 */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
