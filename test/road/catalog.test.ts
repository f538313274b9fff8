import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { type RestAnswer, runCli, runJson, startCli } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'

// Whatever the command line prints with --json, REST answers, from one catalog.

let mock: MockServers
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>
let hub: ReturnType<typeof startCli>
let url: string

beforeAll(async () => {
  mock = await startMockServers({ maxFileSize: 64 * 1024 })
  folder = await temporaryFolder('catalog')
  env = {
    WEIGHTHOUSE_HOME: join(folder.path, 'home'),
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  }
  await runJson(['sync'], env)
  await runJson(['snapshot'], env)
  await runJson(['saved', 'create', 'Small', '--range', 'parameters=..3B'], env)
  await runJson(['collection', 'create', 'Favourites'], env)
  await runJson(['collection', 'add', 'favourites', 'stellar-labs/Aurora-7B', '--note', 'kind'], env)
  hub = startCli(['serve', '--port', '0', '--grpc-port', '0'], env)
  url = await new Promise<string>((resolve, reject) => {
    hub.child.stdout?.on('data', (text: string) => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? []
      if (found) resolve(found)
    })
    hub.done.then(({ stderr }) => reject(new Error(stderr)), reject)
  })
}, 120_000)

afterAll(async () => {
  hub.child.kill('SIGTERM')
  await hub.done
  await mock.close()
  await folder.remove()
})

/** An answer without how long it took. */
function timeless({ data, meta }: RestAnswer): RestAnswer {
  return { data, meta: { ...meta, tookMs: undefined } }
}

describe('the command line and REST', () => {
  it.each([
    [
      ['search', 'aurora -gguf', '--filter', 'license_class=permissive', '--range', 'parameters=6e9..9e9', '--facets'],
      '/api/v1/search?query=aurora%20-gguf&license_class=permissive&parameters=6e9..9e9&facets=true',
    ],
    [
      ['search', '--filter', 'author!=stellar-labs', '--memory', 'rtx 4090', '--context', '8192', '--facet', 'task'],
      '/api/v1/search?author=!stellar-labs&memory=rtx%204090&context=8192&facet=task',
    ],
    [['suggest', 'auro'], '/api/v1/suggest?q=auro'],
    [['show', 'stellar-labs/Aurora-7B', '--memory', '8GB'], '/api/v1/models/stellar-labs--Aurora-7B?memory=8GB'],
    [['ancestry', 'stellar-labs/Aurora-7B'], '/api/v1/models/stellar-labs--Aurora-7B/ancestry'],
    [
      ['ancestry', 'stellar-labs/Aurora-7B-Instruct', '--path', 'stellar-labs/Aurora-7B'],
      '/api/v1/models/stellar-labs%2FAurora-7B-Instruct/path?to=stellar-labs%2FAurora-7B',
    ],
    [
      ['ancestry', 'stellar-labs/Aurora-7B', '--new', '--limit', '3'],
      '/api/v1/models/stellar-labs--Aurora-7B/derivatives?limit=3',
    ],
    [
      ['compare', 'stellar-labs/Aurora-7B', 'stellar-labs/Aurora-1B'],
      '/api/v1/compare?slug=stellar-labs--Aurora-7B&slug=stellar-labs--Aurora-1B',
    ],
    [['similar', 'stellar-labs/Aurora-7B'], '/api/v1/models/stellar-labs--Aurora-7B/similar'],
    [['trending', '--new', '--author', 'stellar-labs'], '/api/v1/trending?kind=new&author=stellar-labs'],
    [['growth', 'author', 'stellar-labs'], '/api/v1/growth?by=author&value=stellar-labs'],
    [['stats'], '/api/v1/statistics'],
    [['stats', '--author', 'stellar-labs'], '/api/v1/authors/stellar-labs'],
    [['hardware', 'rtx'], '/api/v1/hardware?query=rtx'],
    [['saved', 'list'], '/api/v1/saved-searches'],
    [['collection', 'list'], '/api/v1/collections'],
  ])('weighthouse %j and %s answer the same', async (args, path) => {
    const response = await fetch(url + path)
    const answer = (await response.json()) as RestAnswer
    const printed = await runJson(args, env)

    expect(response.status).toBe(200)
    expect(JSON.stringify(answer.data).length).toBeGreaterThan(10)
    expect(timeless(printed)).toEqual(timeless(answer))
  })

  it.each(['csv', 'ndjson', 'parquet'])('export the same bytes as %s', async (kind) => {
    const file = join(folder.path, `models.${kind}`)
    const { data } = await runJson(['export', file, 'aurora', '--sort', 'likes'], env)
    const response = await fetch(`${url}/api/v1/export?as=${kind}&query=aurora&sort=likes`)
    const served = Buffer.from(await response.arrayBuffer())

    expect(data).toEqual({ file, as: kind, bytes: served.length })
    expect(await readFile(file)).toEqual(served)
  })

  it('say the same of a mistake', async () => {
    const response = await fetch(`${url}/api/v1/search?parameters=9..1`)
    const { code, stdout } = await runCli(['search', '--range', 'parameters=9..1', '--json'], env)

    expect([response.status, code]).toEqual([400, 2])
    expect(JSON.parse(stdout)).toEqual(await response.json())
  })
})
