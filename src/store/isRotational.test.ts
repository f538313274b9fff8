import { tmpdir } from 'node:os'

import { expect, test } from 'vitest'

import { isRotational } from './isRotational.ts'

test('a drive turns or does not; what is no drive does not', async () => {
  expect([true, false]).toContain(await isRotational(tmpdir()))
  if (process.platform === 'linux') expect(await isRotational('/proc')).toBe(false)
})

test('says which path it cannot look at', async () => {
  if (process.platform !== 'linux') return
  await expect(isRotational('/no/such/folder')).rejects.toMatchObject({ code: 'ENOENT' })
})
