import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'

import { startMockServers } from '../../mock/startMockServers.ts'
import {
  type BundleContents,
  blobName,
  contentsName,
  encodeContents,
  metadataName,
  recordName,
} from '../bundles/contents.ts'
import { encodeEntry } from '../bundles/tar/encodeEntry.ts'
import { readEntries } from '../bundles/tar/readEntries.ts'
import { encodeHeader, endBytes, paddingAfter } from '../bundles/tar/tarHeader.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

/*
 * Bundles that somebody made or changed by hand, with headers and hashes that fit.
 */

const slug = 'acme--tiny-chat'
const nowhere = 'http://127.0.0.1:9'

interface Crafted {
  contents: BundleContents
  /** Every entry but the first, by name, in order. */
  entries: Map<string, Buffer>
}

let made: string
let right: Crafted
let home: string
let house: TestHouse

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'weighthouse-crafted-'))
  const mock = await startMockServers({
    hfRecords: [{ id: 'acme/tiny-chat' }],
    civitaiRecords: [],
    maxFileSize: 20_000,
  })
  const maker = await openTestHouse({ home: join(made, 'home'), hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
  await maker.run('pull', { model: slug })
  await maker.bundles.exportModels({ file: join(made, 'right.tar'), models: [] })
  await maker.close()
  await mock.close()
  const archive = await readFile(join(made, 'right.tar'))
  const source = {
    size: archive.length,
    read: async (start: number, length: number) => archive.subarray(start, start + length),
  }
  const entries = new Map<string, Buffer>()
  for await (const { name, size, position } of readEntries(source, 'it'))
    entries.set(name, archive.subarray(position, position + size))
  const text = entries.get(contentsName)?.toString('utf8') ?? ''
  entries.delete(contentsName)
  right = { contents: JSON.parse(text) as BundleContents, entries }
})
afterAll(() => rm(made, { recursive: true }))

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-crafted-'))
  house = await openTestHouse({ home, hfUrl: nowhere, civitaiUrl: nowhere, scanPolicy: 'block' })
})
afterEach(async () => {
  await house.close()
  await rm(home, { recursive: true })
})

function pack(entries: readonly (readonly [string, Buffer])[]): Buffer {
  return Buffer.concat([
    ...entries.flatMap(([name, bytes]) => [
      encodeEntry({ name, size: bytes.length, modifiedAt: 0 }),
      bytes,
      Buffer.alloc(paddingAfter(bytes.length)),
    ]),
    Buffer.alloc(endBytes),
  ])
}

/** Imports the right bundle as `change` has changed it. */
async function bring(change: (crafted: Crafted) => void | Buffer) {
  const crafted: Crafted = { contents: structuredClone(right.contents), entries: new Map(right.entries) }
  const bytes = change(crafted) ?? pack([[contentsName, encodeContents(crafted.contents)], ...crafted.entries])
  const file = join(home, 'crafted.tar')
  await writeFile(file, bytes)
  return house.run('bundle_import', { files: [file] })
}

/** Puts another text in the place of record.json or metadata.json, with the hash that fits. */
function replaceText(
  { contents, entries }: Crafted,
  which: 'record' | 'metadata',
  change: (json: Record<string, unknown>) => void,
) {
  const name = which === 'record' ? recordName(slug) : metadataName(slug)
  const json = JSON.parse(entries.get(name)?.toString('utf8') ?? '') as Record<string, unknown>
  change(json)
  const text = Buffer.from(JSON.stringify(json))
  entries.set(name, text)
  contents.models[0]![which] = { size: text.length, sha256: createHash('sha256').update(text).digest('hex') }
}

/** The same with a file: its blob and everything that names it. */
function replaceFile({ contents, entries }: Crafted, index: number, bytes: Buffer) {
  const file = contents.models[0]!.files[index]!
  const blob = contents.blobs.find(({ sha256 }) => sha256 === file.sha256)!
  entries.delete(blobName(blob.sha256))
  Object.assign(blob, { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length })
  Object.assign(file, blob)
  entries.set(blobName(blob.sha256), bytes)
}

it('takes the right one, packed again', async () => {
  expect(await bring(() => {})).toMatchObject({ state: 'completed', error: undefined })
})

const extra = createHash('sha256').update('extra').digest('hex')
const files = (crafted: Crafted) => crafted.contents.models[0]!.files

it.each<[string, string, RegExp, (crafted: Crafted) => void | Buffer]>([
  [
    'a blob that it does not list',
    'VERIFICATION_FAILED',
    /does not list/,
    ({ entries }) => void entries.set(blobName(extra), Buffer.from('extra')),
  ],
  [
    'a blob that no model needs',
    'VERIFICATION_FAILED',
    /no model needs/,
    ({ contents, entries }) => {
      contents.blobs.push({ sha256: extra, size: 5 })
      entries.set(blobName(extra), Buffer.from('extra'))
    },
  ],
  [
    'a blob that is missing',
    'VERIFICATION_FAILED',
    /which weighthouse-bundle.json lists/,
    ({ contents, entries }) => void entries.delete(blobName(contents.blobs[1]!.sha256)),
  ],
  [
    'a blob twice',
    'VERIFICATION_FAILED',
    /does not list/,
    ({ contents, entries }) => {
      const blob = [...entries].at(-1)!
      return pack([[contentsName, encodeContents(contents)], ...entries, blob])
    },
  ],
  [
    'a blob under the name of another',
    'VERIFICATION_FAILED',
    new RegExp(slug),
    ({ contents, entries }) => {
      const { sha256, size } = contents.blobs[0]!
      entries.set(blobName(sha256), Buffer.alloc(size, 'x'))
    },
  ],
  [
    'a link to a file of this machine',
    'VERIFICATION_FAILED',
    /symbolic link/,
    ({ contents }) => {
      const link = encodeHeader({ name: blobName(contents.blobs[0]!.sha256), size: 0, type: '2', modifiedAt: 0 })
      const bytes = pack([[contentsName, encodeContents(contents)]])
      return Buffer.concat([bytes.subarray(0, -endBytes), link, Buffer.alloc(endBytes)])
    },
  ],
  ['another first entry', 'VERIFICATION_FAILED', /does not begin with/, ({ entries }) => pack([...entries])],
  [
    'no models, but a text',
    'VERIFICATION_FAILED',
    /no bundle of models/,
    () => pack([[contentsName, Buffer.from('hello')]]),
  ],
  [
    'a file that climbs out of its folder',
    'UNSAFE_PATH',
    /climbs/,
    (crafted) => void (files(crafted)[0]!.path = '../../evil'),
  ],
  [
    'two files that are one where case does not count',
    'UNSAFE_PATH',
    /case/,
    (crafted) => void (files(crafted)[0]!.path = files(crafted)[1]!.path.toUpperCase()),
  ],
  [
    'a file whose size is not that of its blob',
    'VERIFICATION_FAILED',
    /no blob of/,
    (crafted) => void files(crafted)[0]!.size++,
  ],
  [
    'a slug of another model',
    'VERIFICATION_FAILED',
    /not the slug/,
    ({ contents }) => void (contents.models[0]!.slug = 'acme--other'),
  ],
  [
    'a slug that is a path',
    'VERIFICATION_FAILED',
    /not the slug/,
    ({ contents }) => void (contents.models[0]!.slug = '../../evil'),
  ],
  [
    'a commit that is none',
    'VERIFICATION_FAILED',
    /commit/,
    ({ contents }) => void (contents.models[0]!.commit = '../x'),
  ],
  [
    'the same model twice',
    'VERIFICATION_FAILED',
    /twice/,
    ({ contents }) => void contents.models.push(contents.models[0]!),
  ],
  [
    'a git id that is not that of the bytes',
    'VERIFICATION_FAILED',
    /git id/,
    (crafted) => {
      for (const file of files(crafted)) if (file.gitSha1) file.gitSha1 = 'a'.repeat(40)
    },
  ],
  [
    'a folder name that leads away',
    'VERIFICATION_FAILED',
    /name of a folder/,
    (crafted) => replaceText(crafted, 'metadata', (json) => (json['model_id'] = '../../evil')),
  ],
  [
    'a family that leads away',
    'VERIFICATION_FAILED',
    /name of a folder/,
    (crafted) => replaceText(crafted, 'metadata', (json) => (json['family'] = 'a/../../..')),
  ],
  [
    'metadata of another model',
    'VERIFICATION_FAILED',
    /it is of/,
    (crafted) => replaceText(crafted, 'metadata', (json) => (json['slug'] = 'acme--other')),
  ],
  [
    'the record of another model',
    'VERIFICATION_FAILED',
    /not its record/,
    (crafted) => replaceText(crafted, 'record', (json) => (json['id'] = 'meta/famous')),
  ],
  [
    'a record that is none',
    'VERIFICATION_FAILED',
    /not its record/,
    (crafted) => replaceText(crafted, 'record', (json) => delete json['id']),
  ],
  [
    'a text that was changed',
    'VERIFICATION_FAILED',
    /does not fit its sha256/,
    ({ entries }) => {
      const text = Buffer.from(entries.get(recordName(slug)) ?? '')
      text[text.length - 2] = 0x20
      entries.set(recordName(slug), text)
    },
  ],
])('refuses %s', async (_what, code, message, change) => {
  expect(await bring(change)).toMatchObject({
    state: 'failed',
    error: { code, message: expect.stringMatching(message) as string },
  })
  expect((await house.library.list()).total).toBe(0)
  expect((await house.catalog.search({})).total).toBe(0)
  expect((await readdir(home)).includes('evil')).toBe(false)
  const repo = await house.hub.getRepo(slug).catch(() => undefined)
  expect(
    (repo?.artifacts ?? []).every(({ downloadStatus, contentHash }) => downloadStatus !== 'completed' || contentHash),
  ).toBe(true)
  for await (const { sha256, size } of house.store.list())
    expect(await house.store.hash(sha256)).toEqual({ sha256, size })
})

it('keeps dangerous files out of the library by the same policy as a pull, and says so', async () => {
  // The opcodes of a call of os.system, which nobody runs.
  const pickle = Buffer.from('cos\nsystem\n(S"echo"\ntR.', 'latin1')
  const job = await bring((crafted) => {
    replaceFile(crafted, 0, pickle)
    delete files(crafted)[0]!.gitSha1
    files(crafted)[0]!.path = 'weights.bin'
  })
  expect(job).toMatchObject({ state: 'completed', result: { models: [{ slug, blocked: ['weights.bin'] }] } })
  expect((await house.library.get(slug)).files.map(({ path }) => path)).not.toContain('weights.bin')
})
