import { describe, expect, it } from 'vitest'

import { checkFileNames } from './checkFileNames.ts'

describe('checkFileNames', () => {
  it('takes ordinary names', () => {
    expect(() => checkFileNames(['a', 'b/a', 'b/c/a', 'bc', 'B2/a'])).not.toThrow()
  })

  it.each([
    [['config.json', '../../.bashrc'], '../../.bashrc'],
    [['/etc/passwd'], '/etc/passwd'],
    [['a\\b'], 'a\\b'],
    [['con.txt'], 'con.txt'],
    [['README.md', 'readme.md'], 'readme.md'],
    [['caf\u00e9', 'cafe\u0301'], 'cafe\u0301'],
    [['a', 'a'], 'a'],
    [['unet', 'unet/model.bin'], 'unet'],
    [['unet/model.bin', 'UNET'], 'UNET'],
    [['a/b/c/d', 'a/b'], 'a/b'],
  ])('refuses %j because of %j', (paths, path) => {
    expect(() => checkFileNames(paths)).toThrow(
      expect.objectContaining({
        code: 'UNSAFE_PATH',
        message: expect.stringContaining(JSON.stringify(path)),
        details: { path },
      }),
    )
  })
})
