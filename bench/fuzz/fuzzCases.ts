import { gzipSync } from 'node:zlib'

import { bufferSource, type ByteSource } from '../../src/formats/bytes/byteSource.ts'
import { readGgufHeader } from '../../src/formats/readGgufHeader.ts'
import { readOnnxHeader } from '../../src/formats/readOnnxHeader.ts'
import { readSafetensorsHeader } from '../../src/formats/readSafetensorsHeader.ts'
import { scanFile } from '../../src/formats/scan/scanFile.ts'
import { isWeighthouseError } from '../../src/foundation/errors.ts'
import { craftedPickles } from '../../test/support/formats/craftedPickles.ts'
import { writeNpy } from '../../test/support/formats/writeNpy.ts'
import { writeOnnx } from '../../test/support/formats/writeOnnx.ts'
import { writeTar } from '../../test/support/formats/writeTar.ts'
import { writeZip } from '../../test/support/formats/writeZip.ts'
import { writeGguf } from '../../test/support/writeGguf.ts'
import { writeSafetensors } from '../../test/support/writeSafetensors.ts'

/** A reader and the sound files that its changed ones are made of. */
export interface FuzzCase {
  name: string
  /** How many of all runs are of this one. */
  weight: number
  seeds: Buffer[]
  /** Reads a changed file. Rejects for anything but the refusal that the reader promises: that is a crash. */
  read: (bytes: Buffer) => Promise<void>
}

type HeaderReader = (source: ByteSource, label: string) => Promise<unknown>

function readHeader(read: HeaderReader): FuzzCase['read'] {
  return async (bytes) => {
    try {
      await read(bufferSource(bytes), 'fuzzed')
    } catch (error) {
      if (!isWeighthouseError(error, 'INVALID_ARGUMENT')) throw error
    }
  }
}

function scan(name: string): FuzzCase['read'] {
  return async (bytes) => {
    await scanFile(bufferSource(bytes), name)
  }
}

const pickles = craftedPickles.map(({ bytes }) => bytes).filter((bytes) => bytes.length <= 4096)
const zip = (index: number, deflate: boolean, zip64: boolean) =>
  writeZip([
    { name: 'archive/data.pkl', content: pickles[index % pickles.length] ?? Buffer.alloc(0), deflate, zip64 },
    { name: 'archive/data/0', content: Buffer.alloc(16) },
  ])
const safetensors = [
  writeSafetensors({ 'a.weight': { shape: [2, 3] }, 'b.weight': { shape: [5] } }, { note: 'hello' }),
  writeSafetensors({ 'a:"\\:b': { dtype: 'F32', shape: [] } }),
]
const gguf = [
  writeGguf(
    { 'general.architecture': 'llama', flag: true, n: 3, tokens: ['a', 'b', 'c'] },
    { 'blk.0': [4, 8], out: [8] },
  ),
]
const onnx = [writeOnnx(), writeOnnx({ location: 'a.bin', subgraphLocation: '../b.bin' })]
const pickleArray = pickles.slice(0, 20).map((bytes) => writeNpy("'|O'", bytes))

/** Every reader of src/formats. Those that unpack are slow, and get few of the runs. */
export const fuzzCases: readonly FuzzCase[] = [
  { name: 'safetensors', weight: 20, seeds: safetensors, read: readHeader(readSafetensorsHeader) },
  { name: 'gguf', weight: 18, seeds: gguf, read: readHeader(readGgufHeader) },
  { name: 'onnx', weight: 16, seeds: onnx, read: readHeader(readOnnxHeader) },
  { name: 'pickle', weight: 24, seeds: pickles, read: scan('model.pkl') },
  {
    name: 'zip',
    weight: 10,
    seeds: [0, 5, 30, 31].map((index) => zip(index, false, index % 2 === 0)),
    read: scan('model.pt'),
  },
  { name: 'npy', weight: 4, seeds: [writeNpy("'<f4'", Buffer.alloc(4)), ...pickleArray], read: scan('a.npy') },
  {
    name: 'tar',
    weight: 3,
    seeds: [writeTar({ pickle: pickles[30] ?? Buffer.alloc(0), a: Buffer.from('a') })],
    read: scan('a.tar'),
  },
  { name: 'any', weight: 4, seeds: [...safetensors, ...gguf, ...onnx, ...pickles], read: scan('readme.txt') },
  { name: 'deflated', weight: 0.6, seeds: [5, 30].map((index) => zip(index, true, false)), read: scan('model.pt') },
  { name: 'gzip', weight: 0.4, seeds: pickles.slice(0, 10).map((bytes) => gzipSync(bytes)), read: scan('a.pkl') },
]
