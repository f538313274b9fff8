/** Fields of a protobuf message, by number: a number, a text or bytes, another message, or several of them. */
export type Message = { [field: number]: Value | Value[] }
type Value = number | string | Buffer | Message

/** The bytes of a protobuf message. */
export function writeMessage(message: Message): Buffer {
  return Buffer.concat(
    Object.entries(message).flatMap(([field, values]) =>
      (Array.isArray(values) ? values : [values]).map((value) => writeField(Number(field), value)),
    ),
  )
}

function writeField(field: number, value: Value): Buffer {
  if (typeof value === 'number') return Buffer.concat([varint(field * 8), varint(value)])
  const content = typeof value === 'string' ? Buffer.from(value) : Buffer.isBuffer(value) ? value : writeMessage(value)
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0))
    rest = Math.floor(rest / 128)
  } while (rest > 0)
  return Buffer.from(bytes)
}

/** The bytes of a sound ONNX model with one node and one tensor, whose weights stand in `location` if it is given. */
export function writeOnnx(options: { location?: string; subgraphLocation?: string } = {}): Buffer {
  const tensor = (name: string, location: string | undefined): Message => ({
    1: [2, 2],
    2: 1,
    8: name,
    ...(location === undefined
      ? { 9: Buffer.alloc(16) }
      : {
          13: [
            { 1: 'location', 2: location },
            { 1: 'offset', 2: '0' },
          ],
          14: 1,
        }),
  })
  const inner: Message =
    options.subgraphLocation === undefined
      ? {}
      : { 5: { 1: 'body', 6: { 2: 'inner', 5: tensor('v', options.subgraphLocation) } } }
  return writeMessage({
    1: 8,
    2: 'weighthouse',
    3: '1.0',
    7: {
      1: { 1: ['x', 'w'], 2: 'y', 4: 'MatMul', ...inner } satisfies Message,
      2: 'graph',
      5: tensor('w', options.location),
    },
    8: [{ 2: 17 }, { 1: 'com.acme', 2: 1 }],
  })
}
