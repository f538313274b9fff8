import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'

/** The lines of a file, compressed when its name ends in `.gz`. */
export async function* readNdjson(path: string): AsyncGenerator<string, void, undefined> {
  const bytes = createReadStream(path, { highWaterMark: 1 << 20 })
  const input = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) if (line !== '') yield line
}
