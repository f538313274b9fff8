import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { listComfyuiModels, makeComfyui } from '../support/comfyuiDouble.ts'
import { startComfyui } from '../support/comfyuiServer.ts'
import { runCli, runJson, startCli } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'

// From a source to an application that sees the model, and away from it again: by command line, and by REST.

const slug = 'civitai-500007'
let mock: MockServers
let home: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>
let comfyui: string
let models: string

beforeAll(async () => {
  mock = await startMockServers({ maxFileSize: 64 * 1024 })
  home = await temporaryFolder('apps')
  env = {
    WEIGHTHOUSE_HOME: join(home.path, 'home'),
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  }
  comfyui = join(home.path, 'ComfyUI')
  models = join(comfyui, 'models')
  await makeComfyui(comfyui, '0.3.60')
  await runJson(['sync'], env)
  await runJson(['pull', slug], env)
}, 180_000)
afterAll(async () => {
  await mock.close()
  await home.remove()
})

/** What the user wants of the model, as overrides.json. */
async function override(content: object): Promise<void> {
  const { data } = await runJson<{ data: { path: string }[] }>(['list'], env)
  await writeFile(join(data[0]?.path ?? '', 'overrides.json'), JSON.stringify(content))
}

const shown = async () => Object.values(await listComfyuiModels(models)).flat()

describe('a model on its way into ComfyUI', () => {
  it('by command line: is planned, linked, seen, hidden by a range that leaves the version out, and taken back', async () => {
    const server = await startComfyui(models)
    expect((await runJson(['app', 'detect', comfyui], env)).data).toMatchObject([{ app: 'comfyui', version: '0.3.60' }])
    await runJson(['app', 'add', 'comfyui', comfyui, '--url', server.url], env)
    expect((await runJson(['map', '--dry-run'], env)).data).toMatchObject([{ created: 2, applied: false }])
    expect(await shown()).toEqual([])
    await runJson(['map'], env)
    expect(await shown()).toHaveLength(2)
    expect((await runJson(['map', '--verify'], env)).data).toMatchObject([
      { asked: 'application', seen: 2, notSeen: 0 },
    ])

    await override({ version_ranges: { comfyui: '<0.3.60' } })
    const [plan] = (await runJson<{ data: { actions: { action: string; reason: string }[] }[] }>(['map'], env)).data
    expect(plan?.actions.map(({ action }) => action)).toEqual(['remove', 'remove', 'skip'])
    expect(plan?.actions.at(-1)?.reason).toBe('overrides.json asks for <0.3.60, and the app is 0.3.60')
    expect(await shown()).toEqual([])

    await override({ version_ranges: { comfyui: '>=0.3' } })
    await runJson(['map'], env)
    expect(await shown()).toHaveLength(2)
    expect((await runCli(['unmap'], env)).stdout).toContain('2 removed')
    expect(await shown()).toEqual([])
    await server.close()
  }, 180_000)

  it('by REST: the same', async () => {
    const { child, done } = startCli(['serve', '--port', '0', '--grpc-port', '0'], env)
    const url = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stdout?.on('data', (text: string) => {
        said += text
        const found = /open at (http:\S+)/.exec(said)?.[1]
        if (found !== undefined) resolve(found)
      })
      done.then(({ stderr }) => reject(new Error(stderr)), reject)
    })
    const ask = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${url}/api/v1/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      return (await response.json()) as { data?: unknown; error?: { code: string } }
    }
    try {
      await override({})
      expect(await ask('GET', 'apps')).toMatchObject({ data: [{ id: 'comfyui', linkSupport: { online: true } }] })
      expect(await ask('GET', `apps/detected?path=${encodeURIComponent(comfyui)}`)).toMatchObject({
        data: [{ app: 'comfyui', knownAs: 'comfyui' }],
      })
      expect(await ask('POST', 'map', {})).toMatchObject({ data: [{ created: 2, applied: true }] })
      expect(await shown()).toHaveLength(2)
      expect(await ask('GET', 'map/verification')).toMatchObject({ data: [{ appId: 'comfyui', notSeen: 0 }] })
      await override({ version_ranges: { comfyui: '>=1' } })
      expect(await ask('POST', 'map', {})).toMatchObject({ data: [{ removed: 2, skipped: 1 }] })
      expect(await shown()).toEqual([])
      expect(await ask('POST', 'map', { onConflict: 'overwrite' })).toMatchObject({
        error: { code: 'INVALID_ARGUMENT' },
      })
      await mkdir(join(home.path, 'nothing'))
      expect(await ask('POST', 'apps', { app: 'forge', path: join(home.path, 'nothing') })).toMatchObject({
        error: { code: 'INVALID_ARGUMENT' },
      })
    } finally {
      child.kill('SIGTERM')
      await done
    }
  }, 180_000)
})
