import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isWeighthouseError } from '../foundation/errors.ts'
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
