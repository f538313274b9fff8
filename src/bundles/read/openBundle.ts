import { createHash } from 'node:crypto'

import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import { checkContents } from '../checkContents.ts'
import {
  blobName,
  type BundleContents,
  bundleFormat,
  contentsName,
  contentsSchema,
  largestText,
  metadataName,
  recordName,
  signatureName,
} from '../contents.ts'
import { type BundleSignature, largestSignature, parseSignature } from '../signature.ts'
import { readEntries, type TarEntry } from '../tar/readEntries.ts'
import { openVolumes, type Volumes } from '../volumes.ts'

/** A bundle whose table of contents and headers were checked; its blobs were not read yet. */
export interface OpenedBundle {
  /** The first of its files, for messages. */
  readonly label: string
  readonly contents: BundleContents
  readonly contentsSha256: string
  readonly signature: BundleSignature | undefined
  /** Where a blob's bytes are. */
  findBlob(sha256: string): TarEntry
  /** A model's record or metadata.json, compared with its hash. Undefined when the bundle has none. */
  readText(slug: string, which: 'record' | 'metadata'): Promise<Buffer | undefined>
  readonly volumes: Volumes
  close(): Promise<void>
}

/**
 * Opens a bundle and looks at every header of it, so that what is cut short, holds something else than it says, or is of a
 * newer version is refused before anything is taken. Bytes of blobs are checked when they are read.
 *
 * @throws WeighthouseError VERIFICATION_FAILED, UNSAFE_PATH, UNSUPPORTED (a newer format), NOT_FOUND, INVALID_ARGUMENT
 */
export async function openBundle({ label, paths }: { label: string; paths: readonly string[] }): Promise<OpenedBundle> {
  const volumes = await openVolumes(paths)
  try {
    return { ...(await surveyBundle(volumes, label)), label, volumes, close: () => volumes.close() }
  } catch (error) {
    await volumes.close()
    throw error
  }
}

async function surveyBundle(volumes: Volumes, label: string) {
  const listed = readEntries(volumes, label)
  const first = (await listed.next()).value
  if (first?.name !== contentsName) throw refuse(label, `does not begin with ${contentsName}`)
  if (first.size > largestText) throw refuse(label, `has a ${contentsName} of ${first.size} bytes`)
  const text = await volumes.read(first.position, first.size)
  const contents = parseContents(text, label)
  checkContents(contents, label)

  const missing = expectedSizes(contents)
  const found = new Map<string, TarEntry>()
  let signature: BundleSignature | undefined
  for await (const entry of listed) {
    const { name, size, position } = entry
    if (name === signatureName && !found.has(name)) {
      const read = size <= largestSignature ? await volumes.read(position, size) : undefined
      signature = read && parseSignature(read.toString('utf8'))
      if (!signature) throw refuse(label, 'has a signature that cannot be read')
    } else if (missing.get(name) !== size) {
      throw refuse(label, `holds ${name} of ${size} bytes, which ${contentsName} does not list`)
    }
    missing.delete(name)
    found.set(name, entry)
  }
  for (const name of missing.keys()) throw refuse(label, `has no ${name}, which ${contentsName} lists`)

  const hashes = new Map<string, string>()
  for (const { slug, record, metadata } of contents.models) {
    hashes.set(metadataName(slug), metadata.sha256)
    if (record) hashes.set(recordName(slug), record.sha256)
  }
  return {
    contents,
    contentsSha256: createHash('sha256').update(text).digest('hex'),
    signature,
    findBlob(sha256: string): TarEntry {
      const entry = found.get(blobName(sha256))
      if (entry) return entry
      throw refuse(label, `has no blob ${sha256}`)
    },
    async readText(slug: string, which: 'record' | 'metadata'): Promise<Buffer | undefined> {
      const name = which === 'record' ? recordName(slug) : metadataName(slug)
      const entry = found.get(name)
      if (!entry) return undefined
      const bytes = await volumes.read(entry.position, entry.size)
      if (createHash('sha256').update(bytes).digest('hex') === hashes.get(name)) return bytes
      throw refuse(label, `is damaged: ${name} does not fit its sha256`)
    },
  }
}

/** Every name that must be there, once, with its size in bytes. */
function expectedSizes({ models, blobs }: BundleContents): Map<string, number> {
  return new Map([
    ...models.flatMap(({ slug, record, metadata }): [string, number][] => [
      ...(record ? [[recordName(slug), record.size] as [string, number]] : []),
      [metadataName(slug), metadata.size],
    ]),
    ...blobs.map(({ sha256, size }): [string, number] => [blobName(sha256), size]),
  ])
}

const anyFormat = z.looseObject({ weighthouse: z.literal('models'), format: z.unknown() })

function parseContents(text: Buffer, label: string): BundleContents {
  const json = parseJson(text.toString('utf8'))
  const head = anyFormat.safeParse(json)
  if (!head.success) throw refuse(label, 'is no bundle of models')
  if (head.data.format !== bundleFormat) {
    throw new WeighthouseError('UNSUPPORTED', `${label} is of format ${JSON.stringify(head.data.format)}.`, {
      hint: `This Weighthouse reads format ${bundleFormat}: update it, or export the bundle again with the same version.`,
      details: { path: label },
    })
  }
  const contents = contentsSchema.safeParse(json)
  if (contents.success) return contents.data
  const [issue] = contents.error.issues
  throw refuse(label, `is damaged: ${contentsName}, ${issue?.path.join('.')}: ${issue?.message}`)
}

function refuse(label: string, what: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${label} ${what}.`, {
    hint: 'Copy it again from where it was made, all of its parts. Nothing of it was taken.',
    details: { path: label },
  })
}
