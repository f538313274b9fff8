import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { configOptions } from './configOptions.ts'
import { loadConfig } from './loadConfig.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weighthouse-config-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('the configuration', () => {
  it('takes flags before environment before file before defaults, and knows where each came from', () => {
    writeFileSync(
      join(folder, 'weighthouse.config.json'),
      JSON.stringify({ port: 1111, host: '0.0.0.0', downloadConcurrency: 2, home: 'data' }),
    )
    const { config, origins, file } = loadConfig({
      flags: { port: 3333 },
      env: { WEIGHTHOUSE_PORT: '2222', WEIGHTHOUSE_DOWNLOAD_CONCURRENCY: '8' },
      workingDirectory: folder,
    })
    expect(config).toMatchObject({ port: 3333, downloadConcurrency: 8, host: '0.0.0.0', grpcPort: 7879 })
    expect(origins).toMatchObject({
      port: 'flag',
      downloadConcurrency: 'environment',
      host: 'file',
      grpcPort: 'default',
    })
    expect(config.home).toBe(join(folder, 'data'))
    expect(config.library).toBe(join(folder, 'data', 'shared-resources', 'models'))
    expect(file).toBe(join(folder, 'weighthouse.config.json'))
  })

  it('takes the first variable that is set, and none that is empty', () => {
    const load = (env: NodeJS.ProcessEnv) => loadConfig({ env, workingDirectory: folder }).config
    expect(load({ HF_TOKEN: 'b' }).hfToken).toBe('b')
    expect(load({ HF_TOKEN: 'b', WEIGHTHOUSE_HF_TOKEN: 'a' }).hfToken).toBe('a')
    expect(load({ HF_TOKEN: '' }).hfToken).toBeUndefined()
    expect(load({ WEIGHTHOUSE_HF_ENDPOINT: 'http://127.0.0.1:1/' }).hfEndpoint).toBe('http://127.0.0.1:1')
    expect(load({ WEIGHTHOUSE_OFFLINE: '1' }).offline).toBe(true)
    expect(load({}).databaseUrl).toBeUndefined()
    expect(load({ DATABASE_URL: 'postgres://me@db/house' }).databaseUrl).toBe('postgres://me@db/house')
  })

  it.each([
    [{ WEIGHTHOUSE_PORT: 'seventy' }, 'port (from WEIGHTHOUSE_PORT)'],
    [{ WEIGHTHOUSE_PORT: '70000' }, 'port (from WEIGHTHOUSE_PORT)'],
    [{ WEIGHTHOUSE_HF_ENDPOINT: 'file:///etc' }, 'hfEndpoint (from WEIGHTHOUSE_HF_ENDPOINT)'],
    [{ DATABASE_URL: 'mysql://me:secret@db/house' }, 'databaseUrl (from DATABASE_URL)'],
    [{ WEIGHTHOUSE_DATABASE_URL: 'postgres://me:secret@a b/house' }, 'databaseUrl (from WEIGHTHOUSE_DATABASE_URL)'],
    [{ WEIGHTHOUSE_LOG_LEVEL: 'loud' }, 'logLevel (from WEIGHTHOUSE_LOG_LEVEL)'],
  ])('refuses %o and says whose fault it is', (env, text) => {
    const load = () => loadConfig({ env, workingDirectory: folder })
    expect(load).toThrowError(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(text) }),
    )
    expect(load).not.toThrowError(/secret/)
  })

  it.each([
    ['{', 'is not valid JSON'],
    ['{"prot": 1}', 'prot'],
    ['[]', 'is not usable'],
  ])('refuses the file %s', (text, message) => {
    writeFileSync(join(folder, 'weighthouse.config.json'), text)
    expect(() => loadConfig({ env: {}, workingDirectory: folder })).toThrowError(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(message) }),
    )
  })

  it('refuses a named file that is not there', () => {
    expect(() => loadConfig({ env: {}, workingDirectory: folder, configFile: 'other.json' })).toThrowError(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(join(folder, 'other.json')) }),
    )
  })

  it('documents every setting in one sentence', () => {
    for (const option of Object.values(configOptions)) expect(option.doc).toMatch(/^[A-Z].*\.$/)
  })
})
