import { WeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './bytes/byteSource.ts'
import { type ByteReader, createByteReader } from './createByteReader.ts'
import { ggmlTypeName } from './ggmlTypeName.ts'
import type { GgufArray, GgufHeader, GgufValue, TensorInfo } from './modelHeader.ts'

/*
 * The format, little-endian: "GGUF", u32 version, u64 tensor count, u64 metadata count; per metadata pair: text key,
 * u32 type, value; per tensor: text name, u32 number of dimensions, u64 each, u32 type, u64 offset. A text is a u64
 * length and its bytes. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

/** Vocabularies are part of the header; the largest today take some 15 MB. */
const longestGgufHeader = 100_000_000
const longestText = 16 * 1024 * 1024
const longestName = 65_535
const mostDimensions = 8
const keptItems = 8
const smallestPair = 8 + 4 + 1
const smallestTensor = 8 + 4 + 4 + 8

const typeNames = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'f32', 'bool', 'text', 'array', 'u64', 'i64', 'f64'] as const
type TypeName = (typeof typeNames)[number]
const typeSizes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, bool: 1, u64: 8, i64: 8, f64: 8 } as const
type Scalar = string | number | bigint | boolean

/**
 * Reads and checks the header of the GGUF file `source`; never a byte of its tensors. Arrays are summarised.
 *
 * @param path for messages
 * @throws WeighthouseError INVALID_ARGUMENT when the file is not GGUF 2 or 3, saying what is wrong
 */
export async function readGgufHeader(source: ByteSource, path: string): Promise<GgufHeader> {
  const invalid = (complaint: string) =>
    new WeighthouseError('INVALID_ARGUMENT', `${path} is not a sound GGUF file: ${complaint}.`, { details: { path } })
  const reader = createByteReader(source, { limit: longestGgufHeader, invalid })

  if ((await reader.bytes(4, 'the magic')).toString('latin1') !== 'GGUF') throw invalid('it does not start with GGUF')
  const version = await reader.uint32('the version')
  if (version !== 2 && version !== 3) {
    throw invalid(version > 0xffff ? 'it is big-endian, which is not read' : `its version is ${version}, not 2 or 3`)
  }
  const tensorCount = await reader.uint64('the number of tensors')
  const pairCount = await reader.uint64('the number of metadata pairs')
  if (tensorCount * smallestTensor + pairCount * smallestPair > reader.remaining()) {
    throw invalid(`${pairCount} metadata pairs and ${tensorCount} tensors do not fit into it`)
  }

  const metadata = new Map<string, GgufValue>()
  for (let index = 0; index < pairCount; index++) {
    const key = await readText(reader, longestName, 'a metadata key', invalid)
    if (metadata.has(key)) throw invalid(`it has the metadata key ${JSON.stringify(key.slice(0, 100))} twice`)
    metadata.set(key, await readValue(reader, invalid))
  }

  const tensors = new Map<string, TensorInfo>()
  for (let index = 0; index < tensorCount; index++) {
    const name = await readText(reader, longestName, 'a tensor name', invalid)
    if (tensors.has(name)) throw invalid(`it has the tensor ${JSON.stringify(name.slice(0, 100))} twice`)
    const dimensions = await reader.uint32('the number of dimensions')
    if (dimensions > mostDimensions) throw invalid(`a tensor has ${dimensions} dimensions`)
    const shape: number[] = []
    for (let axis = 0; axis < dimensions; axis++) shape.unshift(await reader.uint64('a dimension'))
    const dtype = ggmlTypeName(await reader.uint32('a tensor type'))
    const offset = await reader.uint64('a tensor offset')
    if (offset > source.size) throw invalid(`its tensor ${JSON.stringify(name.slice(0, 100))} lies behind its end`)
    tensors.set(name, { dtype, shape })
  }
  return { kind: 'gguf', version, metadata, tensors }
}

type Invalid = (complaint: string) => WeighthouseError

async function readType(reader: ByteReader, invalid: Invalid): Promise<TypeName> {
  const number = await reader.uint32('a metadata type')
  const type = typeNames[number]
  if (type === undefined) throw invalid(`it has a metadata value of the unknown type ${number}`)
  return type
}

async function readText(reader: ByteReader, longest: number, what: string, invalid: Invalid): Promise<string> {
  const length = await reader.uint64(`the length of ${what}`)
  if (length > longest) throw invalid(`${what} is ${length} bytes long`)
  return (await reader.bytes(length, what)).toString('utf8')
}

async function readValue(reader: ByteReader, invalid: Invalid): Promise<GgufValue> {
  const type = await readType(reader, invalid)
  return type === 'array' ? readArray(reader, invalid) : readScalar(reader, type, invalid)
}

async function readScalar(reader: ByteReader, type: Exclude<TypeName, 'array'>, invalid: Invalid): Promise<Scalar> {
  if (type === 'text') return readText(reader, longestText, 'a metadata text', invalid)
  const bytes = await reader.bytes(typeSizes[type], 'a metadata value')
  switch (type) {
    case 'u8':
      return bytes.readUInt8()
    case 'i8':
      return bytes.readInt8()
    case 'u16':
      return bytes.readUInt16LE()
    case 'i16':
      return bytes.readInt16LE()
    case 'u32':
      return bytes.readUInt32LE()
    case 'i32':
      return bytes.readInt32LE()
    case 'f32':
      return bytes.readFloatLE()
    case 'bool':
      return bytes.readUInt8() !== 0
    case 'u64':
      return toNumber(bytes.readBigUInt64LE())
    case 'i64':
      return toNumber(bytes.readBigInt64LE())
    case 'f64':
      return bytes.readDoubleLE()
  }
}

async function readArray(reader: ByteReader, invalid: Invalid): Promise<GgufArray> {
  const itemType = await readType(reader, invalid)
  const length = await reader.uint64('the length of an array')
  // No known file nests arrays; reading them would let a few bytes ask for any depth.
  if (itemType === 'array') throw invalid('it has an array of arrays')
  const itemSize = itemType === 'text' ? 8 : typeSizes[itemType]
  if (length * itemSize > reader.remaining()) throw invalid(`an array of ${length} items does not fit into it`)

  const first: Scalar[] = []
  for (let index = 0; index < Math.min(length, keptItems); index++) {
    first.push(await readScalar(reader, itemType, invalid))
  }
  const rest = length - first.length
  if (itemType !== 'text') reader.skip(rest * itemSize, 'an array')
  else for (let index = 0; index < rest; index++) reader.skip(await reader.uint64('the length of a text'), 'a text')
  return { kind: 'array', itemType, length, first }
}

function toNumber(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}
