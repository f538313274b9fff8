import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isWeighthouseError } from '../foundation/errors.ts'
import { unsafeReason } from '../ids/safePath.ts'
import { nameFiles } from './nameFiles.ts'
import { isShelvingName } from './shelvingMarker.ts'

describe('nameFiles', () => {
  test('keeps the paths of the repo', () => {
    expect(nameFiles(['unet/config.json', 'README.md'])).toEqual(
      new Map([
        ['README.md', 'README.md'],
        ['unet/config.json', 'unet/config.json'],
      ]),
    )
  })

  test("moves aside what has one of Weighthouse's own names, and what differs only in case", () => {
    const names = nameFiles(['metadata.json', 'Overrides.json', 'readme.md', 'README.md', 'sub/metadata.json'])
    expect([...names.values()]).toEqual([
      expect.stringMatching(/^Overrides-[0-9a-f]{8}\.json$/),
      'README.md',
      expect.stringMatching(/^metadata-[0-9a-f]{8}\.json$/),
      expect.stringMatching(/^readme-[0-9a-f]{8}\.md$/),
      'sub/metadata.json',
    ])
  })

  test('refuses a path that climbs out, by name', () => {
    expect(() => nameFiles(['ok.txt', '../evil.txt'])).toThrow(
      expect.objectContaining({ code: 'UNSAFE_PATH', message: expect.stringContaining('"../evil.txt"') as string }),
    )
  })

  test.each([
    ['what? really.safetensors', 'what-really.safetensors'],
    ['con.safetensors', 'con_.safetensors'],
    ['a:b/c|d.ckpt', 'a-b/c-d.ckpt'],
    ['Модель?.gguf', 'Model.gguf'],
    ['../../etc/passwd', 'etc/passwd'],
    ['/abs/x.bin', 'abs/x.bin'],
    ['trailing. ', 'trailing'],
    ['модель.gguf', 'модель.gguf'],
    ['a b (1).safetensors', 'a b (1).safetensors'],
  ])("mends a user's own %j to %j, and only where a system cannot hold it", (path, name) => {
    expect([...nameFiles([path], { mend: true }).values()]).toEqual([name])
  })

  test('leaves a name to the file that may keep it', () => {
    expect(nameFiles(['a?.bin', 'a.bin'], { mend: true })).toEqual(
      new Map([
        ['a.bin', 'a.bin'],
        ['a?.bin', expect.stringMatching(/^a-[0-9a-f]{8}\.bin$/)],
      ]),
    )
  })

  test("whatever a user's files are called, each gets a name of its own that every system can hold", () => {
    const segment = fc.oneof(
      fc.constantFrom('..', '.', '', 'con', 'NUL.x', 'a?', 'A*', 'metadata.json', 'x. ', '\\', 'é'),
      fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('/')),
    )
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))
    fc.assert(
      fc.property(
        fc.uniqueArray(
          path.filter((text) => text !== ''),
          { maxLength: 10 },
        ),
        (paths) => {
          const names = [...nameFiles(paths, { mend: true }).values()]
          expect(names).toHaveLength(paths.length)
          expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length)
          for (const name of names) expect(unsafeReason(name), JSON.stringify(name)).toBeUndefined()
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('whatever the paths, no two names are the same on a disk without case, and none is ours', () => {
    const segment = fc.constantFrom('a', 'A', 'b', 'metadata.json', '.x.0123456789abcdef.shelving', 'é.bin', 'É.bin')
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'))
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        try {
          const names = [...nameFiles(paths).values()]
          expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(paths.length)
          expect(names.map((name) => name.toLowerCase())).not.toContain('metadata.json')
          expect(names.flatMap((name) => name.split('/')).filter(isShelvingName)).toEqual([])
        } catch (error) {
          if (!isWeighthouseError(error, 'UNSAFE_PATH')) throw error
        }
      }),
    )
  })
})
