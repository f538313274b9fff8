import { pickBelow, type Random } from '../catalog/generate/random.ts'

/** Numbers at which readers stumble: the ends of their ranges, and lengths that lie. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff].map(BigInt)
const largeEdges = [2n ** 53n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]
const mostChanges = 4
const longestResult = 64 * 1024

/** Another file made of a sound one: bytes changed, numbers replaced, parts left out, doubled, or from another file. */
export function mutate(sound: Buffer, other: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(sound)
  const changes = 1 + pickBelow(random, mostChanges)
  for (let change = 0; change < changes; change++) bytes = changeOnce(bytes, other, random)
  return bytes.subarray(0, longestResult)
}

function changeOnce(bytes: Buffer<ArrayBuffer>, other: Buffer, random: Random): Buffer<ArrayBuffer> {
  const at = pickBelow(random, bytes.length + 1)
  const length = 1 + pickBelow(random, Math.min(64, bytes.length + 1))
  switch (pickBelow(random, 8)) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << pickBelow(random, 8))
      return bytes
    case 1:
      if (at < bytes.length) bytes[at] = pickBelow(random, 256)
      return bytes
    case 2:
      return writeEdge(bytes, at, random)
    case 3:
      return bytes.subarray(0, at)
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 5:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    case 6: {
      const from = pickBelow(random, other.length)
      return Buffer.concat([bytes.subarray(0, at), other.subarray(from, from + length), bytes.subarray(at)])
    }
    default: {
      const noise = Buffer.from(Array.from({ length: Math.min(length, 16) }, () => pickBelow(random, 256)))
      return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + noise.length)])
    }
  }
}

function writeEdge(bytes: Buffer<ArrayBuffer>, at: number, random: Random): Buffer<ArrayBuffer> {
  const size = [1, 2, 4, 8][pickBelow(random, 4)] ?? 1
  if (at + size > bytes.length) return bytes
  const choice = size === 8 ? [...edges, ...largeEdges] : edges
  const value = BigInt.asUintN(size * 8, choice[pickBelow(random, choice.length)] ?? 0n)
  for (let index = 0; index < size; index++) bytes[at + index] = Number((value >> BigInt(index * 8)) & 0xffn)
  return bytes
}
