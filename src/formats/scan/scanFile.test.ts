import { deflateSync, gzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import {
  call,
  global,
  op,
  pickle,
  proto,
  quoted,
  text4,
  torchStateDict,
} from '../../../test/support/formats/assemblePickle.ts'
import { craftedPickles } from '../../../test/support/formats/craftedPickles.ts'
import { writeZip, type ZippedFile, type ZipOptions } from '../../../test/support/formats/writeZip.ts'
import { writeSafetensors } from '../../../test/support/writeSafetensors.ts'
import { bufferSource } from '../bytes/byteSource.ts'
import { scanFile } from './scanFile.ts'
import { verdicts, worseOf } from './verdict.ts'

const scan = (bytes: Buffer, name: string) => scanFile(bufferSource(bytes), name)
const rank = (verdict: (typeof verdicts)[number]) => verdicts.indexOf(verdict)

describe('a crafted pickle', () => {
  it('is one of at least fifty', () => {
    expect(craftedPickles.length).toBeGreaterThanOrEqual(50)
    expect(new Set(craftedPickles.map(({ title }) => title)).size).toBe(craftedPickles.length)
  })

  it.each(craftedPickles)('is $verdict: $title', async ({ bytes, verdict, imports }) => {
    const report = await scan(bytes, 'model.pkl')
    expect(report).toMatchObject({ verdict, format: bytes.includes('6cfc9c46', 0, 'hex') ? 'torch' : 'pickle' })
    expect(report.imports.map(({ name }) => name)).toEqual(expect.arrayContaining(imports))
    expect(report.reasons.length > 0).toBe(verdict !== 'safe')
  })

  // A pickle that imports nothing and has no magic number is text like any other, under a name that is no pickle's.
  const telling = craftedPickles.filter(({ bytes, imports }) => bytes[0] === 0x80 || imports.length > 0)

  it.each(telling)('is found under the name of a text: $title', async ({ bytes, verdict }) => {
    const found = await scan(bytes, 'readme.txt')
    expect(found.verdict).toBe(bytes[0] === 0x80 || verdict !== 'suspicious' ? verdict : found.verdict)
    expect(['pickle', 'torch']).toContain(found.format)
  })

  it.each(telling)('is never safe under the name of safetensors: $title', async ({ bytes, verdict }) => {
    const found = await scan(bytes, 'model.safetensors')
    expect(found.verdict).toBe(worseOf(verdict, 'suspicious'))
    expect(found.reasons.join()).toMatch(/it is named \.safetensors and is (?:pickle|torch)/)
  })

  const zips: [string, Partial<ZippedFile>, ZipOptions, atLeast: (typeof verdicts)[number]][] = [
    ['stored', {}, {}, 'safe'],
    ['deflated', { deflate: true }, {}, 'safe'],
    ['with numbers of 64 bits', { zip64: true }, {}, 'safe'],
    ['in a folder of a folder', { name: 'a/b/c/data.pkl' }, {}, 'safe'],
    ['with a wrong checksum', { crc: 1 }, {}, 'suspicious'],
    ['deflated with a wrong checksum', { deflate: true, crc: 1 }, {}, 'suspicious'],
    ['marked as encrypted', { flags: 1 }, {}, 'suspicious'],
    ['listed under another name', { listedName: 'archive/readme.txt' }, {}, 'suspicious'],
    ['listed as packed in another way', { listedMethod: 99 }, {}, 'suspicious'],
    ['not listed', { unlisted: true }, {}, 'suspicious'],
    ['behind other bytes', {}, { prefix: Buffer.from('GIF89a, so to speak') }, 'suspicious'],
    ['without a list', {}, { withoutList: true }, 'suspicious'],
  ]
  it.each(zips)('is found in a zip archive, %s', async (_title, change, options, atLeast) => {
    for (const { title, bytes, verdict, imports } of craftedPickles) {
      const harmless = { name: 'archive/version', content: Buffer.from('3\n') }
      const zip = writeZip([harmless, { name: 'archive/data.pkl', content: bytes, ...change }], options)
      const report = await scan(zip, 'model.pt')
      expect(rank(report.verdict), title).toBe(Math.max(rank(verdict), rank(atLeast)))
      expect(
        report.imports.map(({ name }) => name),
        title,
      ).toEqual(expect.arrayContaining(imports))
    }
  })

  it.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
    ['a zip archive in a zip archive', (bytes: Buffer) => rezip(rezip(bytes, false), false)],
    ['a zip archive in a packed zip archive', (bytes: Buffer) => rezip(rezip(bytes, true), true)],
  ])('is found in %s', async (_title, pack) => {
    for (const { title, bytes, verdict } of craftedPickles) {
      expect((await scan(pack(bytes), 'model.joblib')).verdict, title).toBe(verdict)
    }
  })
})

function rezip(content: Buffer, deflate: boolean): Buffer {
  return writeZip([{ name: 'inner.pkl', content, deflate }])
}

describe('a model of torch.save', () => {
  const tensor: Buffer = Buffer.alloc(4096, 3)
  const model = (data: Buffer, first = tensor) =>
    writeZip([
      { name: 'archive/data.pkl', content: data },
      { name: 'archive/data/0', content: first },
      { name: 'archive/version', content: Buffer.from('3\n') },
    ])

  it('is safe when it holds tensors and nothing else', async () => {
    expect(await scan(model(torchStateDict()), 'pytorch_model.bin')).toMatchObject({
      verdict: 'safe',
      format: 'torch',
      reasons: [],
    })
  })

  it('stays safe when the bytes of a tensor happen to begin as a pickle', async () => {
    const report = await scan(model(torchStateDict(), Buffer.concat([proto(2), tensor])), 'model.pt')
    expect(report.verdict).toBe('safe')
  })

  it('is dangerous when a tensor is a pickle that runs a program', async () => {
    const report = await scan(model(torchStateDict(), pickle(proto(2), call('os', 'system'))), 'model.pt')
    expect(report).toMatchObject({ verdict: 'dangerous', imports: [{ name: 'os.system' }, {}, {}, {}] })
  })

  it('is suspicious when it holds a TorchScript program', async () => {
    const zip = writeZip([
      { name: 'm/data.pkl', content: torchStateDict() },
      { name: 'm/code/__torch__/net.py', content: Buffer.from('def forward(self): ...') },
    ])
    expect(await scan(zip, 'model.pt')).toMatchObject({
      verdict: 'suspicious',
      reasons: ['it holds a TorchScript program'],
    })
  })
})

describe('a file that is two things at once', () => {
  const attack = pickle(proto(2), call('posix', 'system'))

  it('is dangerous when a zip archive hangs behind safetensors', async () => {
    const bytes = writeZip([{ name: 'data.pkl', content: attack }], { prefix: writeSafetensors({ a: { shape: [2] } }) })
    const report = await scan(bytes, 'model.safetensors')
    expect(report).toMatchObject({ verdict: 'dangerous', format: 'safetensors' })
    expect(report.reasons.join()).toContain('a zip archive hangs behind')
  })

  it('is dangerous when a zip archive is a pickle, too', async () => {
    // As a pickle, `PK…` up to the first line feed is a persistent id.
    const name = Buffer.concat([
      Buffer.from('x\n'),
      global('posix', 'system'),
      op.mark,
      quoted("'ls'"),
      op.tuple,
      op.reduce,
    ])
    const bytes = writeZip([{ name: `${name.toString('latin1')}.`, content: Buffer.from('nothing') }])
    const report = await scan(bytes, 'archive.zip')
    expect(report).toMatchObject({ verdict: 'dangerous', format: 'zip', imports: [{ name: 'posix.system' }] })
  })

  it('is dangerous when the comment of an archive holds another archive', async () => {
    const inner = writeZip([{ name: 'data.pkl', content: attack }])
    const bytes = writeZip([{ name: 'data.pkl', content: torchStateDict() }], { comment: inner })
    expect(await scan(bytes, 'model.pt')).toMatchObject({ verdict: 'dangerous' })
  })
})

describe('a text', () => {
  it.each([
    'class Net(torch.nn.Module):\n    pass\n',
    'Introduction\n============\n',
    'N\n.\n',
    '(c) Copyright 2026\nAll rights reserved.\n',
    'cat\ndog\nbird\n',
    'import os\nos.system("ls")\n',
    '{"architectures": ["LlamaForCausalLM"]}',
    '<!DOCTYPE html><html></html>',
    '',
  ])('is no pickle: %j', async (content) => {
    expect(await scan(Buffer.from(content), 'README.md')).toEqual({
      verdict: 'safe',
      format: 'other',
      imports: [],
      reasons: [],
    })
  })

  it('is suspicious under the name of a pickle', async () => {
    const report = await scan(Buffer.from('Not found'), 'model.ckpt')
    expect(report.verdict).toBe('suspicious')
  })
})

it('names what it has found so that a terminal and a database can hold it', async () => {
  const strange = pickle(proto(4), text4('acme\u001b[31m\0'), text4('\ud83d\ude00'), op.stackGlobal)
  const { imports } = await scan(strange, 'x.pkl')
  expect(JSON.parse(JSON.stringify(imports))).toEqual([
    { name: 'acme\u001b[31m\0.\ud83d\ude00', verdict: 'suspicious' },
  ])
})
