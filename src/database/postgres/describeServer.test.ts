import fc from 'fast-check'
import { expect, it } from 'vitest'

import { describeServer } from './describeServer.ts'

it.each([
  ['postgres://me:secret@db.example:6543/house', { host: 'db.example:6543', database: 'house' }],
  ['postgresql://me@db/house?sslmode=require', { host: 'db:5432', database: 'house' }],
  ['postgres://me@[::1]/my%20house', { host: '[::1]:5432', database: 'my house' }],
  ['postgres://me:secret@db', { host: 'db:5432', database: 'me' }],
  ['postgres:///house?host=/run/postgresql', { host: '/run/postgresql', database: 'house' }],
  ['postgres:///house?host=db&port=7', { host: 'db:7', database: 'house' }],
])('says which server and database %s names', (url, expected) => {
  expect(describeServer(url)).toMatchObject(expected)
})

it('waits as long as the address says', () => {
  expect(describeServer('postgres://db/house').connectTimeoutMs).toBe(30_000)
  expect(describeServer('postgres://db/house?connect_timeout=3').connectTimeoutMs).toBe(3000)
  expect(describeServer('postgres://db/house?connect_timeout=soon').connectTimeoutMs).toBe(30_000)
})

it('refuses what is no address, without repeating it', () => {
  for (const url of ['postgres://me:secret@db:port/house', 'postgres://me:secret@a b/house'])
    expect(() => describeServer(url)).toThrowError(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.not.stringContaining('secret') as string }),
    )
})

it('never says a password', () => {
  const password = fc.stringMatching(/^[a-zA-Z0-9@:/?#%&]{12,20}$/)
  fc.assert(
    fc.property(password, (secret) => {
      const described = describeServer(`postgres://me:${encodeURIComponent(secret)}@db:1/house`)
      expect(described).toMatchObject({ host: 'db:1', database: 'house' })
    }),
  )
})
