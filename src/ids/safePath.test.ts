import { join, relative, sep } from 'node:path'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isWeighthouseError } from '../foundation/errors.ts'
import { checkRelativePath, joinInside, unsafeReason } from './safePath.ts'

describe('a path from outside', () => {
  it.each(['model.safetensors', 'unet/diffusion_pytorch_model.safetensors', '.gitattributes', 'a b/ü.txt', 'con1/x'])(
    'may be %s',
    (path) => {
      expect(checkRelativePath(path)).toBe(path)
    },
  )

  it.each([
    ['', 'it is empty'],
    ['../x', 'it climbs out of its folder'],
    ['a/../../x', 'it climbs out of its folder'],
    ['/etc/passwd', 'it is absolute'],
    ['C:/x', 'it is absolute'],
    ['a\\..\\b', 'it has a backslash'],
    ['a//b', 'it has an empty segment'],
    ['a/./b', 'it has an empty segment'],
    ['a/', 'it has an empty segment'],
    ['a\0b', 'it has a control character'],
    ['nul.txt', 'nul.txt is a device name on Windows'],
    ['x/COM1', 'COM1 is a device name on Windows'],
    ['a./b', 'a segment ends with a dot or a space'],
    ['ab:c', 'it has a character that Windows forbids'],
    ['x'.repeat(256), 'a segment is longer than 255 bytes'],
    ['\ud800', 'it is not valid Unicode'],
  ])('may not be %j: %s', (path, reason) => {
    expect(unsafeReason(path)).toBe(reason)
    expect(() => checkRelativePath(path)).toThrowError(expect.objectContaining({ code: 'UNSAFE_PATH' }))
  })

  it('never leads out of the folder it is joined to', () => {
    const root = join(sep, 'library', 'model')
    const nasty = fc
      .array(fc.oneof(fc.constantFrom('..', '.', '/', '\\', 'C:', '~', '\0', 'a', 'CON'), fc.string()), {
        maxLength: 8,
      })
      .map((parts) => parts.join('/'))
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string()), (path) => {
        let joined: string
        try {
          joined = joinInside(root, path)
        } catch (error) {
          expect(isWeighthouseError(error, 'UNSAFE_PATH')).toBe(true)
          return
        }
        expect(relative(root, joined).split(sep)[0]).not.toBe('..')
        expect(joined.startsWith(root + sep)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
