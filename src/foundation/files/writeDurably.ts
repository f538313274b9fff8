import { open } from 'node:fs/promises'

/**
 * Writes a file whose bytes are on the disk when this returns. Its name may still be lost in a power cut: see
 * syncDirectory.ts.
 *
 * @param flag `w` replaces what is there, `wx` fails with EEXIST
 */
export async function writeDurably(path: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  const handle = await open(path, flag)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
