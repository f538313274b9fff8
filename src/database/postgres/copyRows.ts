import type { SqlValue } from '../database.ts'

/** How a column's values travel; see {@link copyRows}. */
export type CopyType = 'int2' | 'int8' | 'float8' | 'text' | 'bytea'

/** Signature, flags, and the length of an extension that is not there. */
const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)])
const endOfRows = -1
const missing = -1
const twoTo32 = 2 ** 32

/**
 * Rows as `COPY … FROM STDIN (FORMAT binary)` reads them: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
 * @param rows each with one value for each type; numbers of `int2` and `int8` are whole
 * @throws TypeError when a value is not of its column's type
 */
export function copyRows(types: readonly CopyType[], rows: Iterable<readonly SqlValue[]>): Buffer<ArrayBuffer> {
  let buffer = Buffer.allocUnsafeSlow(64 * 1024)
  let at = head.copy(buffer)

  function reserve(more: number): void {
    if (at + more <= buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, at + more))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  function writeNumber(type: CopyType, value: number): void {
    reserve(12)
    if (type === 'float8') {
      at = buffer.writeInt32BE(8, at)
      at = buffer.writeDoubleBE(value, at)
    } else if (type === 'int8' && Number.isSafeInteger(value)) {
      at = buffer.writeInt32BE(8, at)
      const high = Math.floor(value / twoTo32)
      at = buffer.writeInt32BE(high, at)
      at = buffer.writeUInt32BE(value - high * twoTo32, at)
    } else if (type === 'int2') {
      at = buffer.writeInt32BE(2, at)
      at = buffer.writeInt16BE(value, at)
    } else throw new TypeError(`The number ${value} is no ${type}`)
  }
  function writeText(text: string): void {
    reserve(4 + 3 * text.length)
    const length = buffer.write(text, at + 4)
    buffer.writeInt32BE(length, at)
    at += 4 + length
  }
  function writeBytes(bytes: Uint8Array): void {
    reserve(4 + bytes.length)
    at = buffer.writeInt32BE(bytes.length, at)
    buffer.set(bytes, at)
    at += bytes.length
  }

  for (const row of rows) {
    reserve(2)
    at = buffer.writeInt16BE(types.length, at)
    for (const [column, type] of types.entries()) {
      const value = row[column]
      if (value === null) {
        reserve(4)
        at = buffer.writeInt32BE(missing, at)
      } else if (typeof value === 'number') writeNumber(type, value)
      else if (typeof value === 'string' && type === 'text') writeText(value)
      else if (value instanceof Uint8Array && type === 'bytea') writeBytes(value)
      else throw new TypeError(`A value of type ${typeof value} is no ${type}`)
    }
  }
  reserve(2)
  at = buffer.writeInt16BE(endOfRows, at)
  return buffer.subarray(0, at)
}
