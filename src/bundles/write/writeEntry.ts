import { createHash } from 'node:crypto'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { BlobStore } from '../../store/blobStore.ts'
import type { LaidEntry } from './layOut.ts'
import type { Output } from './openOutput.ts'

/**
 * Writes one entry, and hashes its bytes on the way.
 * @throws WeighthouseError VERIFICATION_FAILED for a damaged blob, CONFLICT for a model that changed since it was planned
 */
export async function writeEntry(
  store: Pick<BlobStore, 'read'>,
  entry: LaidEntry,
  output: Pick<Output, 'write'>,
  { signal, onBytes }: { signal?: AbortSignal | undefined; onBytes: (bytes: number) => void },
): Promise<void> {
  await output.write(entry.header)
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of bytesOf(store, entry)) {
    signal?.throwIfAborted()
    size += chunk.length
    if (size > entry.size) throw wrong(entry)
    hash.update(chunk)
    await output.write(chunk)
    onBytes(chunk.length)
  }
  if (size !== entry.size || hash.digest('hex') !== entry.sha256) throw wrong(entry)
  await output.write(Buffer.alloc(entry.padding))
}

async function* bytesOf(
  store: Pick<BlobStore, 'read'>,
  { content, sha256 }: LaidEntry,
): AsyncGenerator<Buffer, void, undefined> {
  if (content.kind === 'text') yield await content.read()
  // A stream of bytes yields buffers: https://nodejs.org/api/stream.html#readablesymbolasynciterator
  else for await (const chunk of store.read(sha256)) yield chunk as Buffer
}

function wrong({ name, sha256, content }: LaidEntry): WeighthouseError {
  if (content.kind === 'text') {
    return new WeighthouseError('CONFLICT', `${name} changed while it was exported.`, {
      hint: 'Run the same command again.',
      details: { name },
    })
  }
  return new WeighthouseError('VERIFICATION_FAILED', `A file of ${content.slug} is damaged in the store: ${sha256}.`, {
    hint: `Mend it with \`weighthouse verify --model ${content.slug} --repair\`, then run the same command again: what was written is kept.`,
    details: { slug: content.slug, sha256 },
  })
}
