import { z } from 'zod'

import { WeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './bytes/byteSource.ts'
import { createByteReader } from './createByteReader.ts'
import type { SafetensorsHeader, TensorInfo } from './modelHeader.ts'

/*
 * The format: u64 little-endian length of the header, the header as JSON, then the tensors' bytes.
 * {"__metadata__": {text: text}, "<tensor>": {"dtype": "F16", "shape": [2, 3], "data_offsets": [begin, end]}}
 * https://huggingface.co/docs/safetensors/index#format
 */

/** The reference implementation reads no longer header either. */
const longestSafetensorsHeader = 100_000_000

const count = z.number().int().nonnegative()
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(count).max(64),
  data_offsets: z.tuple([count, count]),
})
const metadataSchema = z.record(z.string(), z.string())

/** Bits of one element. Types that are not here are taken without checking their size: formats grow. */
const bitsPerElement: Record<string, number | undefined> = {
  BOOL: 8,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  I64: 64,
  U64: 64,
  F64: 64,
  C64: 64,
}

/**
 * Reads and checks the header of the safetensors file `source`; never a byte of its tensors.
 *
 * @param path for messages
 * @throws WeighthouseError INVALID_ARGUMENT when the file is not safetensors, saying what is wrong
 */
export async function readSafetensorsHeader(source: ByteSource, path: string): Promise<SafetensorsHeader> {
  const invalid = (complaint: string, cause?: unknown) =>
    new WeighthouseError('INVALID_ARGUMENT', `${path} is not a sound safetensors file: ${complaint}.`, {
      details: { path },
      cause,
    })
  const reader = createByteReader(source, { limit: 8 + longestSafetensorsHeader, invalid })
  const length = await reader.uint64('the length of the header')
  const text = (await reader.bytes(length, 'the header')).toString('utf8')
  if (!text.startsWith('{')) throw invalid('its header does not start with {')

  const json = parseJson(text, invalid)
  const dataLength = source.size - reader.position()
  const claimed: [begin: number, end: number][] = []
  const tensors = new Map<string, TensorInfo>()
  let metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value)
      if (!parsed.success) throw invalid('its __metadata__ is not a map of texts')
      metadata = parsed.data
      continue
    }
    const parsed = tensorSchema.safeParse(value)
    if (!parsed.success) throw invalid(`its tensor ${quote(name)} has no dtype, shape and data_offsets`)
    const { dtype, shape, data_offsets: offsets } = parsed.data
    const [begin, end] = offsets
    if (begin > end || end > dataLength) {
      throw invalid(
        `the bytes ${begin} to ${end} of its tensor ${quote(name)} are not in the file (${dataLength} bytes)`,
      )
    }
    const bits = bitsPerElement[dtype]
    if (
      bits !== undefined &&
      (shape.reduce((product, dimension) => product * dimension, 1) * bits) / 8 !== end - begin
    ) {
      throw invalid(`its tensor ${quote(name)} has ${end - begin} bytes, which its shape and dtype contradict`)
    }
    claimed.push([begin, end])
    tensors.set(name, { dtype, shape })
  }
  return {
    kind: 'safetensors',
    metadata,
    tensors,
    dataOffset: reader.position(),
    strayBytes: countStrayBytes(claimed, dataLength),
  }
}

/** Bytes of the data that belong to no tensor, or to two. The reference implementation refuses a file that has any. */
function countStrayBytes(claimed: [begin: number, end: number][], dataLength: number): number {
  let end = 0
  let stray = 0
  for (const range of claimed.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    stray += Math.abs(range[0] - end)
    end = Math.max(end, range[1])
  }
  return stray + dataLength - end
}

function parseJson(text: string, invalid: (complaint: string, cause?: unknown) => WeighthouseError): object {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw invalid('its header is not JSON', error)
  }
  if (typeof json !== 'object' || json === null) throw invalid('its header is not an object')
  if (countKeysInText(text) !== countKeys(json)) throw invalid('its header names something twice')
  return json
}

/** Pairs in valid JSON text: a colon outside of strings is a pair. Counts what `JSON.parse` drops silently. */
function countKeysInText(text: string): number {
  let pairs = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === ':') pairs++
    if (text[index] !== '"') continue
    for (index++; text[index] !== '"' && index < text.length; index++) if (text[index] === '\\') index++
  }
  return pairs
}

function countKeys(json: object): number {
  let pairs = 0
  const open: object[] = [json]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const values: unknown[] = Object.values(next)
    if (!Array.isArray(next)) pairs += values.length
    for (const value of values) if (typeof value === 'object' && value !== null) open.push(value)
  }
  return pairs
}

function quote(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name)
}
