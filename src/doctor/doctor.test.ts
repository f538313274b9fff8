import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { readTree } from '../../test/support/readTree.ts'
import { createHttpClient } from '../foundation/http/createHttpClient.ts'
import { silentLog } from '../foundation/log.ts'
import { createDoctor } from './createDoctor.ts'
import type { ExamineOptions, Finding, Ground } from './doctor.ts'

let world: TestOrder
let config: Ground['config']
beforeEach(async () => {
  world = await openTestOrder()
  config = {
    home: world.home,
    library: world.library.directory,
    store: join(world.home, 'store'),
    host: '127.0.0.1',
    port: 0,
    grpcPort: 0,
    storeMinFree: 0,
    hfToken: undefined,
    hfEndpoint: 'https://huggingface.co',
    civitaiToken: undefined,
    civitaiEndpoint: 'https://civitai.com',
    offline: false,
  }
})
afterEach(() => removeTestOrder(world))

async function examine(options: ExamineOptions = {}, clock = Date.now): Promise<Finding[]> {
  const http = createHttpClient({ timeoutMs: 2000, userAgent: 'weighthouse/test', log: silentLog })
  try {
    return await createDoctor({ config, house: { ...world, http }, clock }).examine(options)
  } finally {
    await http.close()
  }
}

async function only(check: string, options: ExamineOptions = {}): Promise<Finding> {
  const [finding, ...others] = (await examine({ ...options, checks: [check] })).filter(
    ({ status, mended }) => status !== 'ok' || mended,
  )
  expect(others).toEqual([])
  return finding ?? { id: check, status: 'ok', says: '', mend: '', fixable: false, mended: false }
}

describe('the doctor', () => {
  test('finds a new house sound and changes nothing in it', async () => {
    await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
    await world.apps.map()
    const before = await readTree(world.library.directory)
    const findings = await examine()
    // The machine of a test may have a full disk; the ComfyUI has no environment, as a checkout has none.
    const others = findings.filter(({ status, id }) => status !== 'ok' && id !== 'space')
    expect(others.map(({ id }) => id)).toEqual(['python'])
    expect(new Set(findings.map(({ id }) => id)).size).toBe(18)
    const files = (tree: Record<string, string>) => Object.keys(tree).filter((path) => !path.startsWith('models.db'))
    expect(files(await readTree(world.library.directory))).toEqual(files(before))
    await expect(examine({ checks: ['nothing'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  test('looks at the machine alone when the house cannot be opened', async () => {
    const findings = await createDoctor({ config, house: undefined }).examine()
    expect(findings.map(({ id }) => id)).toContain('folders')
    expect(findings.map(({ id }) => id)).not.toContain('database')
  })

  test('mends a models.db that differs from the folders', async () => {
    const { path } = await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
    await world.shelve('civitai-2', { 'b.safetensors': 'bbbb' })
    await rename(path, `${path}-renamed`)
    const findings = (await examine({ checks: ['library'] })).map(({ status, fixable }) => `${status} ${fixable}`)
    expect(findings).toEqual(['fail true', 'fail true'])
    expect((await examine({ checks: ['library'], fix: true })).every(({ mended }) => mended)).toBe(true)
    expect((await examine({ checks: ['library'] })).map(({ status }) => status)).toEqual(['ok'])
    expect((await world.library.get('civitai-1')).path).toBe(`${path}-renamed`)
  })

  test('tells files that are gone, and does not pretend to mend them', async () => {
    const { path } = await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
    await rm(join(path, 'a.safetensors'))
    expect(await only('library', { fix: true })).toMatchObject({ status: 'fail', fixable: false, mended: false })
  })

  test('mends links of ours that are gone or lead nowhere, and leaves those of others', async () => {
    const { path } = await world.shelve('civitai-1', { 'a.safetensors': 'aaaa' })
    await world.shelve('civitai-2', { 'b.safetensors': 'bbbb' })
    await world.apps.map()
    const loras = join(world.comfyui, 'models/loras')
    await rm(join(loras, 'b.safetensors'))
    await symlink('/nowhere', join(loras, 'mine.safetensors'))
    await rename(path, join(dirname(path), 'elsewhere'))
    await world.library.scan()
    expect(await only('links')).toMatchObject({
      status: 'warn',
      fixable: true,
      says: expect.stringContaining('2 of 2') as string,
    })
    expect(await only('links', { fix: true })).toMatchObject({ status: 'ok', mended: true })
    expect(await readTree(loras)).toMatchObject({
      'a.safetensors': expect.stringContaining('elsewhere') as string,
      'b.safetensors': expect.stringContaining('->') as string,
      'mine.safetensors': '-> /nowhere',
    })
  })

  test('mends the permissions of its folders', async () => {
    await chmod(config.store, 0o777)
    expect(await only('folders')).toMatchObject({
      status: 'warn',
      fixable: true,
      says: expect.stringContaining('everybody') as string,
    })
    expect(await only('folders', { fix: true })).toMatchObject({ mended: true })
    expect(await only('folders')).toMatchObject({ status: 'ok' })
  })

  test('tells which program has its port, or that it is a Weighthouse', async () => {
    let answer = 'hello'
    const server = createServer((_request, response) => response.end(answer))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    config = { ...config, port: (server.address() as AddressInfo).port }
    try {
      expect(await only('ports')).toMatchObject({
        status: 'warn',
        says: expect.stringContaining('another program') as string,
      })
      answer = JSON.stringify({ data: { status: 'ok', version: '1.2.3' }, meta: {} })
      expect(await only('ports')).toMatchObject({ status: 'ok' })
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('tells a package that ComfyUI-GGUF lacks, and installs it only with consent', async () => {
    await mkdir(join(world.comfyui, 'custom_nodes/ComfyUI-GGUF'), { recursive: true })
    expect(await only('python')).toMatchObject({ status: 'warn', fixable: false })
    const packages = join(world.comfyui, 'venv/lib/python3.12/site-packages')
    await mkdir(packages, { recursive: true })
    await mkdir(join(world.comfyui, 'venv/bin'))
    const python = join(world.comfyui, 'venv/bin/python')
    // A program in place of an interpreter: it does what `-m pip install` does as far as the check can see.
    await writeFile(python, `#!/bin/sh\n[ "$*" = "-m pip install gguf" ] && mkdir ${packages}/gguf\n`)
    await chmod(python, 0o755)
    expect(await only('python', { fix: true })).toMatchObject({
      status: 'warn',
      fixable: true,
      mended: false,
      mend: expect.stringContaining('--yes') as string,
    })
    expect(await only('python', { fix: true, consent: true })).toMatchObject({ status: 'ok', mended: true })
    expect(await only('python')).toMatchObject({ status: 'ok' })
  })

  test('never prints a token, and asks its source only when it may', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.url}`)
      response.statusCode = request.url === '/api/whoami-v2' ? 401 : 200
      response.end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const hfToken = `hf_${'a'.repeat(36)}`
    config = { ...config, hfToken, hfEndpoint: endpoint, civitaiToken: 'no token', civitaiEndpoint: endpoint }
    try {
      const silent = await examine({ checks: ['tokens', 'clock'] })
      expect(asked).toEqual([])
      expect(silent.map(({ status }) => status)).toEqual(['ok', 'warn', 'ok'])
      const findings = await examine({ checks: ['tokens', 'clock'], online: true })
      expect(findings.map(({ status }) => status)).toEqual(['fail', 'warn', 'ok'])
      expect(asked).toEqual(['/api/whoami-v2', '/api/models?limit=1'])
      expect(JSON.stringify(findings)).not.toContain('aaaa')
      const late = await examine({ checks: ['clock'], online: true }, () => Date.now() + 600_000)
      expect(late).toMatchObject([{ status: 'fail' }])
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
