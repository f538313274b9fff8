import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { call, pickle, proto, torchStateDict } from '../../test/support/formats/assemblePickle.ts'
import { writeZip } from '../../test/support/formats/writeZip.ts'
import { writeSafetensors } from '../../test/support/writeSafetensors.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

const torchFile = (data: Buffer) => writeZip([{ name: 'archive/data.pkl', content: data }])
const contents: Record<string, Buffer> = {
  '1': torchFile(pickle(proto(2), call('posix', 'system'))),
  '2': writeSafetensors({ a: { shape: [2, 2] } }),
  '3': torchFile(torchStateDict()),
  '4': torchFile(pickle(proto(2), call('acme', 'Net'))),
}
function file(id: number, name: string) {
  const bytes = contents[id] ?? Buffer.alloc(0)
  const SHA256 = createHash('sha256').update(bytes).digest('hex')
  return { id, name, type: 'Model', sizeKB: bytes.length / 1024, hashes: { SHA256 } }
}
const model = (id: number, files: object[]) => ({
  id,
  name: `Model ${id}`,
  type: 'LORA',
  modelVersions: [{ id: id * 10, name: 'v1', baseModel: 'SD 1.5', files }],
})
const records = new Map([
  ['1', model(1, [file(1, 'attack.pt'), file(2, 'good.safetensors')])],
  ['2', model(2, [file(1, 'attack.pt')])],
  ['3', model(3, [file(3, 'plain.pt'), file(4, 'somebody.pt')])],
])

let home: string
let site: Server
let house: TestHouse

async function open(scanPolicy: 'warn' | 'block'): Promise<TestHouse> {
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  house = await openTestHouse({ home, hfUrl: url, civitaiUrl: url, scanPolicy })
  return house
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-pull-safety-'))
  site = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://site')
    const id = url.pathname.split('/').at(-1) ?? ''
    const bytes = url.pathname.includes('/download/') ? contents[findFile(url) ?? ''] : undefined
    if (bytes) response.end(bytes)
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(records.get(id) ?? {}))
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
})
afterEach(async () => {
  await house.close()
  site.close()
  await rm(home, { recursive: true })
})

function findFile({ searchParams }: URL): string | undefined {
  return searchParams.get('fileId') ?? undefined
}

const attack = {
  path: 'attack.pt',
  verdict: 'dangerous',
  format: 'torch',
  reasons: ['it imports posix.system, which can run programs or change files'],
}

describe('a pull of a file that runs a program when it is loaded', () => {
  it('warns, and shelves it all the same', async () => {
    await open('warn')
    const job = await house.run('pull', { model: 'civitai-1' })
    expect(job).toMatchObject({ state: 'completed', error: undefined, result: { unsafe: [attack], blocked: [] } })
    expect(await house.messages(job.id)).toContain(`warn attack.pt is dangerous: ${attack.reasons[0]}`)
    expect(await readdir(String(job.result?.['path']))).toEqual(['attack.pt', 'good.safetensors', 'metadata.json'])
  })

  it('keeps it out of the library where the policy says so, and in the store', async () => {
    await open('block')
    const job = await house.run('pull', { model: 'civitai-1' })
    expect(job).toMatchObject({ state: 'completed', result: { unsafe: [attack], blocked: ['attack.pt'] } })
    expect((await house.messages(job.id)).join('\n')).toContain('kept out of the library: attack.pt. To shelve')
    expect(await readdir(String(job.result?.['path']))).toEqual(['good.safetensors', 'metadata.json'])
    expect(job.result?.['files']).toHaveLength(2)

    const again = await house.run('pull', { model: 'civitai-1', allowDangerous: true })
    expect(again).toMatchObject({ state: 'completed', result: { blocked: [], fetchedBytes: 0 } })
    expect(await readdir(String(again.result?.['path']))).toContain('attack.pt')
  })

  it('fails where the policy leaves nothing, and says how to have it nevertheless', async () => {
    await open('block')
    const job = await house.run('pull', { model: 'civitai-2' })
    expect(job).toMatchObject({ state: 'failed', error: { code: 'VERIFICATION_FAILED' } })
    expect(job.error?.hint).toContain('--allow-dangerous')
    expect((await house.library.list()).total).toBe(0)
  })
})

it('blocks nothing that is only suspicious, and says what it imports', async () => {
  await open('block')
  const job = await house.run('pull', { model: 'civitai-3' })
  expect(job.result).toMatchObject({
    blocked: [],
    unsafe: [
      {
        path: 'somebody.pt',
        verdict: 'suspicious',
        reasons: ['it imports acme.Net, which is not known to be harmless'],
      },
    ],
  })
})

it('looks at bytes once, and keeps what it found by the name they have', async () => {
  await open('warn')
  await house.run('pull', { model: 'civitai-3' })
  const { files } = await house.library.get('civitai-3')
  const before = await house.safety.read(files)
  const again = await house.safety.scan(files)
  expect(files.map((file) => again(file))).toEqual(files.map((file) => before(file)))
  const plain = files.find(({ path }) => path === 'plain.pt')!
  expect(before(plain)).toMatchObject({ verdict: 'safe', format: 'torch', imports: expect.any(Array) as unknown[] })

  const renamed = { ...plain, path: 'plain.safetensors' }
  expect(before(renamed)).toBeUndefined()
  expect((await house.safety.scan([renamed]))(renamed)).toMatchObject({ verdict: 'suspicious' })
  expect(await house.safety.readModel('civitai-3')).toEqual(new Map(files.map((file) => [file.path, before(file)])))
})

it('looks at what is on the shelves, too', async () => {
  await open('warn')
  await house.run('pull', { model: 'civitai-1' })
  await house.database.kysely.deleteFrom('blob_scan').execute()
  const job = await house.run('scan', {})
  expect(job.result).toMatchObject({
    models: 1,
    safe: 1,
    dangerous: 1,
    suspicious: 0,
    unknown: 0,
    unsafe: [{ ...attack, slug: 'civitai-1' }],
  })
})
