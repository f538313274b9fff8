import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/**
 * The id that git gives a file's content: sha1 of `blob <size>\0` and the bytes. Only plain git files are told by it,
 * which are small (Hugging Face stores those above 10 MB by sha256), so reading them again costs nothing.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export async function gitBlobSha1(path: string, size: number): Promise<string> {
  const hash = createHash('sha1').update(`blob ${size}\0`)
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
