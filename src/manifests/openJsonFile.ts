import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** A JSON object that is written piece by piece, with its timestamp as the last member. */
export interface JsonFile {
  /** Adds text. The first piece begins with `{`; before `close` a comma may follow. */
  write(text: string): Promise<void>
  /**
   * Ends the object with `"timestamp":…}`, syncs and closes.
   * @param chooseTimestamp gets a function that tells what the file's sha256 would be with a given timestamp
   */
  close(chooseTimestamp: (sha256With: (timestamp: string) => string) => string): Promise<{
    sha256: string
    bytes: number
  }>
  /** Closes without an end; the file is of no use then. Harmless after `close`. */
  abandon(): Promise<void>
}

const bufferBytes = 1024 * 1024

/** Creates the file at `path`, which must not exist. Memory is bounded by the longest piece. */
export async function openJsonFile(path: string): Promise<JsonFile> {
  const file = await open(path, 'wx', 0o644)
  const hash = createHash('sha256')
  let pieces: string[] = []
  let pending = 0
  let bytes = 0

  async function drain(): Promise<void> {
    const chunk = Buffer.from(pieces.join(''))
    pieces = []
    pending = 0
    hash.update(chunk)
    bytes += chunk.length
    await file.writeFile(chunk)
  }

  return {
    async write(text) {
      pieces.push(text)
      pending += text.length
      if (pending >= bufferBytes) await drain()
    },
    async close(chooseTimestamp) {
      await drain()
      const end = (timestamp: string) => `"timestamp":${JSON.stringify(timestamp)}}\n`
      const timestamp = chooseTimestamp((candidate) => hash.copy().update(end(candidate)).digest('hex'))
      pieces.push(end(timestamp))
      await drain()
      await file.sync()
      await file.close()
      return { sha256: hash.digest('hex'), bytes }
    },
    abandon: () => file.close(),
  }
}
