import { deflateRawSync, gzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { call, op, pickle, proto, torchStateDict } from '../../../test/support/formats/assemblePickle.ts'
import { writeNpy } from '../../../test/support/formats/writeNpy.ts'
import { writeOnnx } from '../../../test/support/formats/writeOnnx.ts'
import { writeTar } from '../../../test/support/formats/writeTar.ts'
import { writeZip } from '../../../test/support/formats/writeZip.ts'
import { writeGguf } from '../../../test/support/writeGguf.ts'
import { writeSafetensors } from '../../../test/support/writeSafetensors.ts'
import { bufferSource } from '../bytes/byteSource.ts'
import { scanFile } from './scanFile.ts'

const scan = (bytes: Buffer, name: string) => scanFile(bufferSource(bytes), name)
const attack = pickle(proto(2), call('posix', 'system'))
const safetensors = writeSafetensors({ a: { shape: [2, 2] } })

const kerasConfig = (layer: string) =>
  Buffer.from(JSON.stringify({ module: 'keras', class_name: 'Functional', config: { layers: [JSON.parse(layer)] } }))
const writeKeras = (layer: string) =>
  writeZip([
    { name: 'config.json', content: kerasConfig(layer), deflate: true },
    { name: 'model.weights.h5', content: Buffer.from('\x89HDF\r\n\x1a\nweights', 'latin1') },
  ])

describe('scanFile', () => {
  it.each([
    ['safetensors', safetensors, 'model.safetensors', 'safe'],
    ['safetensors', safetensors, 'model.pt', 'safe'],
    ['safetensors', Buffer.concat([safetensors, Buffer.from('tail')]), 'model.safetensors', 'suspicious'],
    ['safetensors', safetensors.subarray(0, -1), 'model.safetensors', 'suspicious'],
    ['gguf', writeGguf({ 'general.architecture': 'llama' }), 'model.gguf', 'safe'],
    ['gguf', writeGguf({ 'general.architecture': 'llama' }).subarray(0, 30), 'model.gguf', 'suspicious'],
    ['gguf', writeGguf({ a: 1 }), 'model.safetensors', 'suspicious'],
    ['onnx', writeOnnx(), 'model.onnx', 'safe'],
    ['onnx', writeOnnx({ location: 'model.onnx_data' }), 'model.onnx', 'safe'],
    ['onnx', writeOnnx({ location: './weights/model.bin' }), 'model.onnx', 'safe'],
    ['onnx', writeOnnx({ location: '../../etc/passwd' }), 'model.onnx', 'suspicious'],
    ['onnx', writeOnnx({ subgraphLocation: '/etc/passwd' }), 'model.onnx', 'suspicious'],
    ['onnx', writeOnnx().subarray(0, -4), 'model.onnx', 'suspicious'],
    ['npy', writeNpy("'<f4'", Buffer.alloc(4)), 'a.npy', 'safe'],
    ['npy', writeNpy("'|O'", torchStateDict()), 'a.npy', 'safe'],
    ['npy', writeNpy("'|O'", attack), 'a.npy', 'dangerous'],
    ['npy', writeNpy("[('a', '<f4'), ('b', '|O8')]", attack), 'a.npy', 'dangerous'],
    ['npy', Buffer.from('\x93NUMPY\x01\0\xff\xff', 'latin1'), 'a.npy', 'suspicious'],
    ['npz', writeZip([{ name: 'a.npy', content: writeNpy("'<f4'", Buffer.alloc(4)) }]), 'a.npz', 'safe'],
    ['npz', writeZip([{ name: 'a.npy', content: writeNpy("'|O'", attack), deflate: true }]), 'a.npz', 'dangerous'],
    [
      'npz',
      writeZip([{ name: 'a.npy', content: writeNpy("'<f4'", Buffer.alloc(20 * 2 ** 20)), deflate: true }]),
      'a.npz',
      'safe',
    ],
    ['keras', writeKeras('{"class_name": "Dense"}'), 'a.keras', 'safe'],
    ['keras', writeKeras('{"class_name": "Lambda"}'), 'a.keras', 'suspicious'],
    ['keras', writeKeras('{"module": "subprocess", "class_name": "run"}'), 'a.keras', 'dangerous'],
    ['hdf5', Buffer.from('\x89HDF\r\n\x1a\n{"class_name": "Lambda"}', 'latin1'), 'a.h5', 'suspicious'],
    ['hdf5', Buffer.from('\x89HDF\r\n\x1a\n{"class_name": "Dense"}', 'latin1'), 'a.h5', 'safe'],
    ['7z', Buffer.from("7z\xbc\xaf'\x1c", 'latin1'), 'model.bin', 'suspicious'],
    ['bzip2', Buffer.from('BZh91AY'), 'model.pkl', 'suspicious'],
    ['gzip', gzipSync('a text'), 'a.txt.gz', 'safe'],
    ['gzip', gzipSync(attack).subarray(0, -12), 'a.pkl.gz', 'suspicious'],
    ['gzip', gzipSync(writeZip([{ name: 'a', content: attack }])), 'a.gz', 'suspicious'],
    ['program', Buffer.from('\x7fELF\x02\x01', 'latin1'), 'model.bin', 'suspicious'],
    [
      'torch',
      writeTar({
        sys_info: pickle(proto(2), op.none),
        pickle: attack,
        storages: pickle(proto(2), op.none),
        tensors: pickle(proto(2), op.none),
      }),
      'a.t7',
      'dangerous',
    ],
    ['tar', writeTar({ 'model.ckpt': writeZip([{ name: 'm/data.pkl', content: attack }]) }), 'a.nemo', 'dangerous'],
    [
      'tar',
      writeTar({ 'model.ckpt': writeZip([{ name: 'm/data.pkl', content: torchStateDict() }]) }),
      'a.nemo',
      'safe',
    ],
    ['tar', Buffer.concat([writeTar({ a: Buffer.from('a') }), attack]), 'a.tar', 'dangerous'],
  ] as const)('knows %s: case %#', async (format, bytes, name, verdict) => {
    const report = await scan(Buffer.from(bytes), name)
    expect(report, report.reasons.join('\n')).toMatchObject({ format, verdict })
    expect(report.reasons.length > 0).toBe(verdict !== 'safe')
  })

  it('unpacks no bomb: 300 MiB of zeros in a packed file are not looked at to their end', async () => {
    const bomb = deflateRawSync(Buffer.alloc(300 * 2 ** 20))
    const zip = writeZip([{ name: 'a.pkl', content: Buffer.alloc(0), deflate: true }])
    const bytes = Buffer.concat([zip.subarray(0, 35), bomb])
    const before = process.memoryUsage().rss
    const report = await scan(bytes, 'model.pt')
    expect(report.verdict).toBe('suspicious')
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20)
  })

  it('stops at once when it is told to', async () => {
    const { signal } = { signal: AbortSignal.abort() }
    await expect(scanFile(bufferSource(attack), 'a.pkl', { signal })).rejects.toMatchObject({ name: 'AbortError' })
  })
})
