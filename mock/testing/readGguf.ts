/** A strict reader for tests, apart from the writer. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export function readGguf(bytes: Buffer): {
  version: number
  metadata: Map<string, unknown>
  tensors: { name: string; dimensions: number[]; type: number; offset: number }[]
  dataStart: number
  dataBytes: number
} {
  let at = 0
  const u32 = () => bytes.readUInt32LE((at += 4) - 4)
  const i32 = () => bytes.readInt32LE((at += 4) - 4)
  const f32 = () => bytes.readFloatLE((at += 4) - 4)
  const u64 = () => Number(bytes.readBigUInt64LE((at += 8) - 8))
  const text = () => {
    const length = u64()
    return bytes.subarray(at, (at += length)).toString()
  }
  const value = (type: number): unknown => {
    if (type === 4) return u32()
    if (type === 5) return i32()
    if (type === 6) return f32()
    if (type === 8) return text()
    if (type !== 9) throw new Error(`Unexpected value type ${type}.`)
    const itemType = u32()
    return Array.from({ length: u64() }, () => value(itemType))
  }
  if (bytes.subarray(0, 4).toString() !== 'GGUF') throw new Error('Not GGUF.')
  at = 4
  const version = u32()
  const tensorCount = u64()
  const pairCount = u64()
  const metadata = new Map<string, unknown>()
  for (let index = 0; index < pairCount; index++) metadata.set(text(), value(u32()))
  const tensors = Array.from({ length: tensorCount }, () => ({
    name: text(),
    dimensions: Array.from({ length: u32() }, u64),
    type: u32(),
    offset: u64(),
  }))
  const dataStart = Math.ceil(at / 32) * 32
  return { version, metadata, tensors, dataStart, dataBytes: bytes.length - dataStart }
}
