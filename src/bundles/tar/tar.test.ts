import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { isWeighthouseError } from '../../foundation/errors.ts'
import type { ByteSource } from './byteSource.ts'
import { encodeEntry } from './encodeEntry.ts'
import { decodePaxRecords, encodePaxRecords } from './paxRecords.ts'
import { readEntries } from './readEntries.ts'
import { encodeHeader, endBytes, paddingAfter } from './tarHeader.ts'

/** An archive in memory that says how often it was read, and never lets anybody read outside of it. */
function sourceOf(archive: Buffer): ByteSource & { reads: () => number } {
  let reads = 0
  return {
    size: archive.length,
    reads: () => reads,
    async read(position, length) {
      reads++
      if (position < 0 || length < 0 || position + length > archive.length)
        throw new RangeError('outside of the archive')
      return Buffer.from(archive.subarray(position, position + length))
    },
  }
}

function archiveOf(files: readonly { name: string; bytes: Buffer }[]): Buffer {
  const entries = files.flatMap(({ name, bytes }) => [
    encodeEntry({ name, size: bytes.length, modifiedAt: 1_700_000_000 }),
    bytes,
    Buffer.alloc(paddingAfter(bytes.length)),
  ])
  return Buffer.concat([...entries, Buffer.alloc(endBytes)])
}

const list = (archive: Buffer) => Array.fromAsync(readEntries(sourceOf(archive), 'the archive'))
const refused = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error

const segment = fc.stringMatching(/^[A-Za-z0-9_äöüß-]{1,60}$/)
const names = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.map((text) => `${text}.x`).join('/'))
const files = fc.array(
  fc.record({ name: names, bytes: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) }),
  {
    maxLength: 6,
  },
)

describe('an archive', () => {
  it('is read as it was written, whatever the names and sizes', () =>
    fc.assert(
      fc.asyncProperty(files, async (written) => {
        const archive = archiveOf(written)
        const read = await list(archive)
        expect(read.map(({ name, size }) => ({ name, size }))).toEqual(
          written.map(({ name, bytes }) => ({ name, size: bytes.length })),
        )
        for (const [index, { position, size }] of read.entries())
          expect(archive.subarray(position, position + size)).toEqual(written[index]?.bytes)
      }),
    ))

  it('holds files of more than 8 GiB, of which only headers are read', async () => {
    const size = 9 * 1024 ** 3 + 7
    const header = encodeEntry({ name: 'blobs/large', size, modifiedAt: 0 })
    const total = header.length + size + paddingAfter(size) + endBytes
    const source: ByteSource = {
      size: total,
      async read(position, length) {
        return Buffer.concat([header, Buffer.alloc(length)]).subarray(
          position < header.length ? position : header.length,
          position < header.length ? position + length : header.length + length,
        )
      },
    }
    expect(await Array.fromAsync(readEntries(source, 'it'))).toEqual([
      { name: 'blobs/large', size, position: header.length },
    ])
  })

  it('says long names and large sizes as pax records, which are read as they were written', () => {
    fc.assert(
      fc.property(
        fc.record({ path: fc.string({ minLength: 1, maxLength: 1200 }), size: fc.nat(Number.MAX_SAFE_INTEGER) }),
        (said) => {
          expect(decodePaxRecords(encodePaxRecords(said))).toEqual({ ...said, path: said.path.toWellFormed() })
        },
      ),
    )
  })

  it('is refused wherever it is cut short', () =>
    fc.assert(
      fc.asyncProperty(files, fc.double({ min: 0, max: 0.9999, noNaN: true }), async (written, share) => {
        const archive = archiveOf(written)
        const cut = archive.subarray(0, Math.floor(archive.length * share))
        await expect(list(cut)).rejects.toEqual(refused('VERIFICATION_FAILED', /cut short/))
      }),
    ))

  it('is refused when it goes on after its end', async () => {
    const archive = archiveOf([{ name: 'a', bytes: Buffer.from('a') }])
    await expect(list(Buffer.concat([archive, archive]))).rejects.toEqual(
      refused('VERIFICATION_FAILED', /after its end/),
    )
    await expect(list(Buffer.concat([archive, Buffer.alloc(20_000)]))).rejects.toEqual(
      refused('VERIFICATION_FAILED', /after its end/),
    )
    expect(await list(Buffer.concat([archive, Buffer.alloc(8192)]))).toHaveLength(1)
  })

  it.each([
    ['1', /holds a hard link: "evil"/],
    ['2', /holds a symbolic link: "evil"/],
    ['3', /holds a device/],
    ['4', /holds a device/],
    ['5', /holds a folder/],
    ['6', /holds a pipe/],
    ['g', /holds an entry of type "g"/],
    ['L', /holds an entry of type "L"/],
  ])('is refused when it holds an entry of type %s', async (type, message) => {
    const archive = Buffer.concat([
      encodeHeader({ name: 'evil', size: 0, type, modifiedAt: 0 }),
      Buffer.alloc(endBytes),
    ])
    await expect(list(archive)).rejects.toEqual(refused('VERIFICATION_FAILED', message))
  })

  it.each(['../evil', '/etc/passwd', 'a/../../b', 'C:/evil', 'a\\b', 'con', 'a//b', 'line\nfeed'])(
    'is refused when a file is named %j, in the header or in a record',
    async (name) => {
      const long = Buffer.concat([
        encodeHeader({ name: 'x', size: encodePaxRecords({ path: name }).length, type: 'x', modifiedAt: 0 }),
        encodePaxRecords({ path: name }),
        Buffer.alloc(paddingAfter(encodePaxRecords({ path: name }).length)),
        encodeHeader({ name: 'harmless', size: 0, type: '0', modifiedAt: 0 }),
        Buffer.alloc(endBytes),
      ])
      await expect(list(archiveOf([{ name, bytes: Buffer.from('x') }]))).rejects.toEqual(
        refused('UNSAFE_PATH', /named/),
      )
      await expect(list(long)).rejects.toEqual(refused('UNSAFE_PATH', /named/))
    },
  )

  it('is refused for a size that no file can have', async () => {
    for (const size of ['9007199254740993', '99999999999999999', '-5', '1e3']) {
      const record = `${`30 size=${size}\n`.length} size=${size}\n`
      const text = Buffer.from(record)
      const archive = Buffer.concat([
        encodeHeader({ name: 'x', size: text.length, type: 'x', modifiedAt: 0 }),
        text,
        Buffer.alloc(paddingAfter(text.length)),
        encodeHeader({ name: 'a', size: 0, type: '0', modifiedAt: 0 }),
        Buffer.alloc(endBytes),
      ])
      await expect(list(archive)).rejects.toEqual(refused('VERIFICATION_FAILED', /cannot be read/))
    }
  })
})

describe('the reader', () => {
  /** Ends well or with an error of ours, and has read at most a few times for each block. */
  async function isHarmless(archive: Buffer): Promise<boolean> {
    const source = sourceOf(archive)
    try {
      const entries = await Array.fromAsync(readEntries(source, 'it'))
      for (const { position, size } of entries) expect(position + size).toBeLessThanOrEqual(archive.length)
    } catch (error) {
      if (!isWeighthouseError(error, 'VERIFICATION_FAILED', 'UNSAFE_PATH')) throw error
    }
    return source.reads() <= 2 * (archive.length / 512) + 3
  }

  it('crashes at no bytes', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), async (bytes) => {
        expect(await isHarmless(Buffer.from(bytes))).toBe(true)
      }),
      { numRuns: 2000 },
    ))

  it('crashes at no archive of which bytes were changed, its checksums mended or not', () =>
    fc.assert(
      fc.asyncProperty(
        files,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        async (written, changes, mend) => {
          const archive = archiveOf(written)
          for (const [place, byte] of changes) archive[place % archive.length] = byte
          if (mend)
            for (let start = 0; start < archive.length; start += 512) mendChecksum(archive.subarray(start, start + 512))
          expect(await isHarmless(archive)).toBe(true)
        },
      ),
      { numRuns: 2000 },
    ))
})

function mendChecksum(block: Buffer): void {
  if (block.toString('latin1', 257, 262) !== 'ustar') return
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
}

describe('the tar of this machine', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weighthouse-tar-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('unpacks what is written here, long names too', async () => {
    const long = `models/${'long-name-'.repeat(18)}/metadata.json`
    await writeFile(
      join(folder, 'a.tar'),
      archiveOf([
        { name: long, bytes: Buffer.from('{}') },
        { name: 'blobs/one', bytes: Buffer.alloc(1500, 'x') },
      ]),
    )
    expect(execFileSync('tar', ['-tf', 'a.tar'], { cwd: folder, encoding: 'utf8' })).toBe(`${long}\nblobs/one\n`)
    execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder })
    expect(await readFile(join(folder, long), 'utf8')).toBe('{}')
    expect(await readFile(join(folder, 'blobs/one'), 'utf8')).toBe('x'.repeat(1500))
  })

  it('lists a file of more than 8 GiB with its size', async () => {
    const size = 9 * 1024 ** 3
    const header = encodeEntry({ name: 'large', size, modifiedAt: 0 })
    await writeFile(join(folder, 'c.tar'), header)
    // Nothing but holes: it takes no room.
    await truncate(join(folder, 'c.tar'), header.length + size + endBytes)
    expect(execFileSync('tar', ['-tvf', 'c.tar'], { cwd: folder, encoding: 'utf8' })).toMatch(/ 9663676416 .* large\n$/)
  })

  it('writes what is read here, in its pax form', async () => {
    const long = 'n'.repeat(150)
    await writeFile(join(folder, long), 'long')
    await writeFile(join(folder, 'short'), 'short')
    execFileSync('tar', ['--format=posix', '-cf', 'b.tar', long, 'short'], { cwd: folder })
    expect((await list(await readFile(join(folder, 'b.tar')))).map(({ name, size }) => [name, size])).toEqual([
      [long, 4],
      ['short', 5],
    ])
  })
})
