import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { redactSecrets, toWeighthouseError, WeighthouseError } from './errors.ts'

describe('a WeighthouseError', () => {
  it('holds no secret, wherever it was put', () => {
    const token = 'hf_abcdefghijklmnopqrstuvwxyz0123456789AB'
    const error = new WeighthouseError(
      'SOURCE_ERROR',
      `GET https://cdn.example/x?X-Amz-Signature=deadbeef&a=1 with Bearer ${token}`,
      {
        hint: `Unset ${token}`,
        details: { url: 'https://user:secret@proxy/', list: [{ header: `Bearer abc.def` }], size: 3 },
      },
    )
    expect(error.message).toBe('GET https://cdn.example/x?X-Amz-Signature=***&a=1 with Bearer ***')
    expect(error.hint).toBe('Unset hf_***')
    expect(error.details).toEqual({ url: 'https://user:***@proxy/', list: [{ header: 'Bearer ***' }], size: 3 })
  })

  it('is made of a system error that a user can mend, with the path', () => {
    let thrown: unknown
    try {
      readFileSync('/nowhere/at/all')
    } catch (error) {
      thrown = error
    }
    expect(toWeighthouseError(thrown).code).toBe('INTERNAL')
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: '/data/x' })
    expect(toWeighthouseError(full)).toMatchObject({ code: 'DISK_FULL', details: { path: '/data/x' }, cause: full })
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
    expect(toWeighthouseError(denied).code).toBe('PERMISSION_DENIED')
  })

  it('passes through the conversion unchanged', () => {
    const error = new WeighthouseError('GATED', 'x')
    expect(toWeighthouseError(error)).toBe(error)
  })
})

describe('redaction', () => {
  it('leaves ordinary text alone', () => {
    const text = 'hf_hub downloads main of org/name: 3 files, https://huggingface.co/org/name?sort=likes'
    expect(redactSecrets(text)).toBe(text)
  })
})
