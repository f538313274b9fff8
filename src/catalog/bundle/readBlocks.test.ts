import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { createBundleCheck } from './createBundleCheck.ts'
import { readBlocks } from './readBlocks.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-blocks-'))
  file = join(folder, 'lines')
})
afterEach(() => rm(folder, { recursive: true }))

describe('readBlocks', () => {
  it('gives whole lines, all of them, from wherever a block ended', async () => {
    const lines = Array.from({ length: 9_000 }, (_, index) => `${index} ${'x'.repeat(index % 300)}\n`)
    const text = `${lines.join('')}the last without line feed`
    await writeFile(file, text)
    const blocks = await Array.fromAsync(readBlocks(file, { blockBytes: 300_000 }))
    expect(blocks.length).toBeGreaterThan(3)
    expect(Buffer.concat(blocks.map((block) => block.lines)).toString()).toBe(text)
    expect(blocks.slice(0, -1).every((block) => block.lines.at(-1) === 0x0a)).toBe(true)
    for (const { end } of blocks) {
      const rest = await Array.fromAsync(readBlocks(file, { blockBytes: 300_000, skip: end }))
      expect(Buffer.concat(rest.map((block) => block.lines)).toString()).toBe(text.slice(end))
    }
  })
})

describe('createBundleCheck', () => {
  it('accepts a last line that fits what comes before it, in whatever pieces it comes', () => {
    const line = fc.stringMatching(/^[a-z]{0,20}$/)
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 30 })), fc.boolean(), (lines, sizes, harm) => {
        const body = lines.map((text) => `${text}\n`).join('')
        const sha256 = createHash('sha256').update(body).digest('hex')
        const tail = `{"weighthouse":"end","sha256":"${sha256}","models":${lines.length}}\n`
        const bytes = Buffer.from((harm ? `${body}!\n` : body) + tail)
        const check = createBundleCheck('file')
        let at = 0
        for (const size of [...sizes, bytes.length]) {
          check.add(bytes.subarray(at, at + size))
          at += size
        }
        if (harm) expect(() => check.finish()).toThrow('is damaged')
        else check.finish()
      }),
    )
  })

  it('refuses what has no such line', () => {
    const check = createBundleCheck('file')
    check.add(Buffer.from('{"weighthouse":"catalog"}\n{"id":"a/b"}\n'))
    expect(() => check.finish()).toThrow('has no end')
  })
})
