import { type ChildProcess } from 'node:child_process'

import { createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type MockServers, startMockServers } from '../../mock/startMockServers.ts'
import { CatalogService } from '../../src/gen/weighthouse/v1/catalog_pb.ts'
import { HubService } from '../../src/gen/weighthouse/v1/hub_pb.ts'
import { JobService } from '../../src/gen/weighthouse/v1/job_pb.ts'
import { runJson, startCli } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'

// `bin/weighthouse serve`, as its own process, asked in every way that it answers.

let mock: MockServers
let home: Awaited<ReturnType<typeof temporaryFolder>>
let env: Record<string, string>
let hub: ChildProcess
let ended: Promise<{ code: number | null; stderr: string }>
let url: string
let grpcUrl: string

beforeAll(async () => {
  mock = await startMockServers({ maxFileSize: 64 * 1024 })
  home = await temporaryFolder('serve')
  env = {
    WEIGHTHOUSE_HOME: home.path,
    WEIGHTHOUSE_HF_ENDPOINT: mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: mock.civitaiUrl,
  }
  await runJson(['sync'], env)
  const started = startCli(['serve', '--port', '0', '--grpc-port', '0'], env)
  hub = started.child
  ended = started.done
  const addresses = await new Promise<string>((resolve, reject) => {
    let output = ''
    hub.stdout?.on('data', (text: string) => {
      output += text
      if (/gRPC http:\S+\)/.test(output)) resolve(output)
    })
    ended.then(({ stderr }) => reject(new Error(stderr)), reject)
  })
  url = /open at (http:\S+)/.exec(addresses)?.[1] ?? ''
  grpcUrl = /gRPC (http:[^\s)]+)/.exec(addresses)?.[1] ?? ''
})

afterAll(async () => {
  hub.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
  await mock.close()
  await home.remove()
})

describe('serve', () => {
  it('answers REST', async () => {
    const response = await fetch(`${url}/api/v1/search?query=aurora&limit=1`)
    expect(response.status).toBe(200)
    const answer = (await response.json()) as { data: { slug: string }[]; meta: { total: number } }
    expect(answer.data).toHaveLength(1)
    expect(answer.data[0]?.slug).toMatch(/aurora/i)
    expect(answer.meta.total).toBeGreaterThan(1)
  })

  it.each(['Connect', 'gRPC', 'gRPC-Web'])('answers %s with the same model', async (protocol) => {
    const transport =
      protocol === 'Connect'
        ? createConnectTransport({ baseUrl: url, httpVersion: '1.1' })
        : protocol === 'gRPC'
          ? createGrpcTransport({ baseUrl: grpcUrl })
          : createGrpcWebTransport({ baseUrl: url, httpVersion: '1.1' })
    const model = await createClient(CatalogService, transport).getModel({ slug: 'stellar-labs/Aurora-7B-Instruct' })
    expect(model.entry?.slug).toBe('stellar-labs--Aurora-7B-Instruct')
    expect(model.parents.map((parent) => parent.id)).toContain('stellar-labs/Aurora-7B')
  })

  it('answers the web UI, and its routes', async () => {
    for (const path of ['/', '/library', '/models/civitai-500007']) {
      const response = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('<div id="root">')
    }
  })

  it('pulls as a job that anyone can watch, and the command line sees what it did', async () => {
    const transport = createGrpcTransport({ baseUrl: grpcUrl })
    const { job } = await createClient(HubService, transport).pull({ model: 'civitai-500007' })
    const states: string[] = []
    for await (const change of createClient(JobService, transport).watchJobs({ id: job?.id ?? '' })) {
      if (states.at(-1) !== change.state) states.push(change.state)
    }
    expect(states.at(-1)).toBe('completed')
    const shelf = await runJson(['list'], env)
    expect(shelf.data.map((model: { slug: string }) => model.slug)).toEqual(['civitai-500007'])
    expect((await runJson(['jobs', 'show', job?.id ?? ''], env)).data.state).toBe('completed')
  })

  it('sees what the command line does beside it', async () => {
    await runJson(['pull', 'stellar-labs/Aurora-1B-Instruct'], env)
    const response = await fetch(`${url}/api/v1/library`)
    const { data } = (await response.json()) as { data: { slug: string }[] }
    expect(data.map((model) => model.slug)).toContain('stellar-labs--Aurora-1B-Instruct')
  })
})
