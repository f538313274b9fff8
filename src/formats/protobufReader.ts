import type { WeighthouseError } from '../foundation/errors.ts'
import type { ByteSource } from './bytes/byteSource.ts'
import { streamSource } from './bytes/byteStream.ts'

/*
 * A message is a row of fields, each a varint `number << 3 | wire type` and a value: 0 varint, 1 eight bytes,
 * 2 a varint length and as many bytes, 5 four bytes. https://protobuf.dev/programming-guides/encoding/
 */

/** A field whose value has not been read yet, except for a varint. */
export interface ProtobufField {
  number: number
  /** Of a value with a length, in bytes; else undefined. */
  length: number | undefined
  /** Of a varint, its low 49 bits; else undefined. */
  varint: number | undefined
}

/** Walks over a protobuf message without its schema and without reading what nobody asks for. */
export interface ProtobufReader {
  /** Reads the fields of the next `length` bytes; what `visit` leaves of a field is passed over. */
  message(length: number, visit: Visit): Promise<void>
  /** The fields of the message in `field`. */
  inside(field: ProtobufField, visit: Visit): Promise<void>
  /** The text in `field`. */
  text(field: ProtobufField, longest: number): Promise<string>
  integer(field: ProtobufField): number
}

type Visit = (field: ProtobufField) => Promise<void>

/**
 * @param options.mostFields fields that are walked over at most, so that the time is bounded
 * @param options.invalid makes the error for a complaint in words
 */
export function createProtobufReader(
  source: ByteSource,
  options: { mostFields: number; invalid: (complaint: string) => WeighthouseError },
): ProtobufReader {
  const { mostFields, invalid } = options
  const stream = streamSource(source)
  let fields = 0

  async function varint(end: number): Promise<number> {
    if (stream.ready() < longestVarint) await stream.fill(Math.min(longestVarint, source.size - stream.position()))
    let value = 0
    for (let shift = 0; shift < longestVarint * 7; shift += 7) {
      if (stream.position() >= end || stream.ready() === 0) throw invalid('a number ends behind its message')
      const byte = stream.byte()
      // Beyond 49 bits nothing counts here: lengths are smaller, and negative numbers are not looked at.
      if (shift < 49) value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw invalid('a number is longer than ten bytes')
  }

  async function readField(end: number): Promise<ProtobufField> {
    if (++fields > mostFields) throw invalid(`it has more than ${mostFields} fields`)
    const tag = await varint(end)
    const number = Math.floor(tag / 8)
    if (number === 0) throw invalid('a field has the number 0')
    switch (tag % 8) {
      case 0:
        return { number, length: undefined, varint: await varint(end) }
      case 1:
        return { number, length: 8, varint: undefined }
      case 2:
        return { number, length: await varint(end), varint: undefined }
      case 5:
        return { number, length: 4, varint: undefined }
      default:
        throw invalid(`a field has the unknown type ${tag % 8}`)
    }
  }

  async function message(length: number, visit: Visit): Promise<void> {
    const end = stream.position() + length
    while (stream.position() < end) {
      const field = await readField(end)
      const after = stream.position() + (field.length ?? 0)
      if (after > end) throw invalid('a field ends behind its message')
      await visit(field)
      if (!(await stream.skip(after - stream.position()))) throw invalid('it ends within a field')
    }
  }

  return {
    message,
    async inside({ length, number }, visit) {
      if (length === undefined) throw invalid(`its field ${number} is no message`)
      await message(length, visit)
    },
    async text({ length, number }, longest) {
      if (length === undefined || length > longest) throw invalid(`its field ${number} is no text, or too long a one`)
      if (!(await stream.fill(length))) throw invalid('it ends within a text')
      return stream.take(length).toString('utf8')
    },
    integer({ varint, number }) {
      if (varint === undefined) throw invalid(`its field ${number} is no number`)
      return varint
    },
  }
}

const longestVarint = 10
