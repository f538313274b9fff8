import pg from 'pg'

const { builtins } = pg.types

const readers = new Map<number, (text: string) => unknown>([
  [builtins.BOOL, (text) => (text === 't' ? 1 : 0)],
  [builtins.BYTEA, readBytes],
  [builtins.INT8, readNumber],
  [builtins.NUMERIC, readNumber],
])

/** How a column of a type becomes the value that SQLite would give. For one pool; pg's own table is everybody's. */
export const valueReader: typeof pg.types.getTypeParser = (type, format) =>
  readers.get(type) ?? pg.types.getTypeParser(type, format)

function readNumber(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && !Number.isSafeInteger(number)) {
    throw new RangeError(`The database holds the number ${text}, which is beyond 2^53.`)
  }
  return number
}

/** Written `\x` and hex. Not from Node's pool, so that the bytes can be sent to another thread by themselves. */
function readBytes(text: string): Uint8Array {
  const buffer = Buffer.allocUnsafeSlow((text.length - 2) / 2)
  buffer.write(text.slice(2), 'hex')
  return new Uint8Array(buffer.buffer)
}
