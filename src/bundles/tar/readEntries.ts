import { WeighthouseError } from '../../foundation/errors.ts'
import { unsafeReason } from '../../ids/safePath.ts'
import type { ByteSource } from './byteSource.ts'
import { decodePaxRecords, type PaxRecords } from './paxRecords.ts'
import { blockBytes, decodeHeader, endBytes, isZero, paddingAfter } from './tarHeader.ts'

/** A file in an archive. */
export interface TarEntry {
  /** A safe relative path by ids/safePath.ts. Still only a name: whoever reads decides what it may mean. */
  name: string
  /** Bytes. */
  size: number
  /** Where its bytes begin in the archive. */
  position: number
}

const mostPaxBytes = 64 * 1024
/** Programs fill their archives up to so many bytes. */
const recordBytes = 10 * 1024

const typeNames: Record<string, string> = {
  '1': 'a hard link',
  '2': 'a symbolic link',
  '3': 'a device',
  '4': 'a device',
  '5': 'a folder',
  '6': 'a pipe',
}

/**
 * The entries of an archive, one after the other, without their bytes: only headers are read. Files are all that it may
 * hold; every entry must lie wholly in the source, and the archive must end as an archive does.
 *
 * @param label how errors call the archive
 * @throws WeighthouseError VERIFICATION_FAILED for an archive that is cut short, damaged, or holds links, folders or
 *   devices; UNSAFE_PATH for a name that must not touch a disk
 */
export async function* readEntries(source: ByteSource, label: string): AsyncGenerator<TarEntry, void, undefined> {
  let said: PaxRecords | undefined
  for (let position = 0; ;) {
    if (position + blockBytes > source.size) throw refuse(label, 'was cut short: it has no end')
    const block = await source.read(position, blockBytes)
    if (isZero(block)) {
      if (said) throw refuse(label, 'is damaged: it ends where a file should be')
      await checkEnd(source, position, label)
      return
    }
    const header = decodeHeader(block)
    if ('problem' in header) throw refuse(label, `is damaged, or no archive of this kind: ${header.problem}`)
    position += blockBytes
    const size = header.type === 'x' ? header.size : (said?.size ?? header.size)
    const end = position + size + paddingAfter(size)
    if (!Number.isSafeInteger(end) || end > source.size) throw refuse(label, 'was cut short in the middle of a file')
    if (header.type === 'x') {
      if (said) throw refuse(label, 'is damaged: a file is described twice')
      said = await readRecords(source, position, size, label)
    } else {
      const name = said?.path ?? header.name
      if (header.type !== '0') {
        const what = typeNames[header.type] ?? `an entry of type ${JSON.stringify(header.type)}`
        throw refuse(label, `holds ${what}: ${JSON.stringify(name.slice(0, 200))}`)
      }
      checkName(name, label)
      yield { name, size, position }
      said = undefined
    }
    position = end
  }
}

async function readRecords(source: ByteSource, position: number, size: number, label: string): Promise<PaxRecords> {
  const records = size <= mostPaxBytes ? decodePaxRecords(await source.read(position, size)) : undefined
  if (!records) throw refuse(label, 'is damaged: what it says of a file cannot be read')
  return records
}

async function checkEnd(source: ByteSource, position: number, label: string): Promise<void> {
  const length = source.size - position
  if (length < endBytes) throw refuse(label, 'was cut short in its last block')
  if (length > endBytes + recordBytes || !isZero(await source.read(position, length)))
    throw refuse(label, 'goes on after its end')
}

function checkName(name: string, label: string): void {
  const reason = unsafeReason(name)
  if (reason === undefined) return
  throw new WeighthouseError(
    'UNSAFE_PATH',
    `${label} holds a file named ${JSON.stringify(name.slice(0, 200))}: ${reason}.`,
    { hint: 'No bundle has such a file. Do not unpack it.', details: { name: name.slice(0, 1000) } },
  )
}

function refuse(label: string, what: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${label} ${what}.`, {
    hint: 'Copy it again from where it was made, all of its parts. Nothing of it was taken.',
    details: { path: label },
  })
}
