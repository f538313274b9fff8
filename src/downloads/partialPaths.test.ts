import { describe, expect, it } from 'vitest'

import { partialPaths } from './partialPaths.ts'
import { stableUrl } from './stableUrl.ts'

describe('stableUrl', () => {
  it.each([
    [
      'https://user:pass@b.example/f?response-content-disposition=x&X-Amz-Signature=1&X-Amz-Date=2#there',
      'https://b.example/f?response-content-disposition=x',
    ],
    ['https://cdn.example/f?Expires=1&Policy=2&Signature=3&Key-Pair-Id=4', 'https://cdn.example/f'],
    [
      'https://civitai.com/api/download/models/1?token=secret&fileId=2',
      'https://civitai.com/api/download/models/1?fileId=2',
    ],
    ['https://civitai.com/d?type=Model&fileId=2', 'https://civitai.com/d?fileId=2&type=Model'],
  ])('%s is %s', (address, expected) => {
    expect(stableUrl(address)).toBe(expected)
  })
})

describe('partialPaths', () => {
  const file = { url: 'https://a.example/f', label: '../../f' }

  it('are the same for the same content under any address', () => {
    const one = { ...file, sha256: 'a'.repeat(64) }
    expect(partialPaths('/incoming', one)).toEqual(partialPaths('/incoming', { ...one, url: 'https://b.example/g' }))
  })

  it('are the same for the same address under any signature, and others for another file', () => {
    expect(partialPaths('/incoming', { ...file, url: `${file.url}?Signature=1` })).toEqual(
      partialPaths('/incoming', { ...file, url: `${file.url}?Signature=2` }),
    )
    expect(partialPaths('/incoming', { ...file, url: `${file.url}?fileId=1` })).not.toEqual(
      partialPaths('/incoming', { ...file, url: `${file.url}?fileId=2` }),
    )
  })

  it('hold nothing that came from outside', () => {
    const { partial, journal, lock } = partialPaths('/incoming', file)
    expect([partial, journal, lock].map((path) => path.replace(/[0-9a-f]{32}/, 'KEY'))).toEqual([
      '/incoming/KEY.partial',
      '/incoming/KEY.journal',
      '/incoming/KEY.lock',
    ])
  })
})
