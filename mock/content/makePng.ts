import { crc32, deflateSync } from 'node:zlib'

import { type Content, contentOfBytes } from './content.ts'
import { fractionOf } from './seed.ts'

const side = 32

/** Makes a PNG of 32 × 32 pixels: a gradient whose colour belongs to `seed`. https://www.w3.org/TR/png-3/ */
export function makePng(seed: string): Content {
  const [red, green, blue] = ['red', 'green', 'blue'].map((colour) => fractionOf(`${seed}/${colour}`) * 255)
  const rows = Array.from({ length: side }, (_, y) => [
    0,
    ...Array.from({ length: side }, (_, x) => {
      const light = (x + y) / (2 * side)
      return [red, green, blue].map((value) => Math.round((value ?? 0) * light))
    }).flat(),
  ])
  const size = Buffer.alloc(8)
  size.writeUInt32BE(side, 0)
  size.writeUInt32BE(side, 4)
  return contentOfBytes(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', Buffer.concat([size, Buffer.from([8, 2, 0, 0, 0])])),
      chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
