import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { createClient } from '@connectrpc/connect'
import { createGrpcTransport } from '@connectrpc/connect-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startMockServers } from '../../mock/startMockServers.ts'
import { temporaryFolder } from '../../test/support/temporaryHome.ts'
import { BundleService } from '../gen/weighthouse/v1/bundle_pb.ts'
import { startJobRunner } from '../jobs/runJobs.ts'
import { openTestHouse } from '../jobs/testing/openTestHouse.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  server = await openTestServer()
  folder = await temporaryFolder('rest-bundles')
  const mock = await startMockServers({
    hfRecords: [{ id: 'acme/tiny-chat' }],
    civitaiRecords: [],
    maxFileSize: 50_000,
  })
  const house = await openTestHouse({ home: folder.path, hfUrl: mock.hfUrl, civitaiUrl: mock.civitaiUrl })
  await house.run('pull', { model: 'acme/tiny-chat' })
  await house.bundles.exportModels({ file: join(folder.path, 'in.tar'), models: [] })
  await house.close()
  await mock.close()
  await mkdir(join(server.home, 'bundles'))
  await rename(join(folder.path, 'in.tar'), join(server.home, 'bundles', 'in.tar'))
})

afterAll(async () => {
  await server.close()
  await folder.remove()
})

/** Runs the job that an answer names, and returns it as the API tells it. */
async function runJobOf({ json }: { json: unknown }): Promise<unknown> {
  const { job } = (json as { data: { job: { id: string } } }).data
  const { queue, jobHandlers: handlers, log } = server.weighthouse
  const runner = startJobRunner({ queue, handlers, workerId: 'test', concurrency: 0, log })
  const claimed = await queue.claim('test', Object.keys(handlers))
  if (claimed) await runner.runOne(claimed)
  await runner.stop()
  return (await server.ask(`/api/v1/jobs/${job.id}`)).json
}

const refusal = (code: string) => ({ status: code === 'NOT_FOUND' ? 404 : 400, json: { error: { code } } })

describe('bundles over the network', () => {
  test('tell what they would bring, bring it as a job, and take it out again', async () => {
    const described = await server.post('/api/v1/bundles/import', { files: ['in.tar'], dryRun: true })
    expect(described.json).toMatchObject({
      data: {
        plans: [{ file: 'in.tar', signature: 'none', models: [{ slug: 'acme--tiny-chat', shelf: 'new' }] }],
      },
    })
    expect(described.json).not.toHaveProperty('data.job')
    expect((await server.weighthouse.library.list()).total).toBe(0)

    const wakes = server.wakes()
    const importing = await server.post('/api/v1/bundles/import', { files: ['in.tar'] })
    expect(server.wakes()).toBe(wakes + 1)
    expect(importing.json).toMatchObject({ data: { job: { type: 'bundle_import', state: 'pending' } } })
    expect(await runJobOf(importing)).toMatchObject({
      data: { state: 'completed', result: { models: [{ slug: 'acme--tiny-chat' }] }, progress: { unit: 'bytes' } },
    })
    expect((await server.ask('/api/v1/library/acme--tiny-chat')).status).toBe(200)

    const exporting = await server.post('/api/v1/bundles/export', { file: 'out.tar', models: ['acme/tiny-chat'] })
    expect(exporting.json).toMatchObject({
      data: { plan: { files: ['out.tar'], models: [{ slug: 'acme--tiny-chat' }] }, job: { type: 'bundle_export' } },
    })
    expect(await runJobOf(exporting)).toMatchObject({ data: { state: 'completed' } })
    expect(await readdir(join(server.home, 'bundles'))).toEqual(['in.tar', 'out.tar'])
  })

  test('are served by gRPC, too', async () => {
    const client = createClient(BundleService, createGrpcTransport({ baseUrl: server.grpcUrl }))
    const { plans, job } = await client.importModels({ files: ['in.tar'], dryRun: true })
    expect(plans[0]?.models[0]?.slug).toBe('acme--tiny-chat')
    expect(job).toBeUndefined()
  })

  test('reach no file outside of their folder', async () => {
    const outside = join(server.home, 'outside.tar')
    await writeFile(outside, '')
    await symlink(outside, join(server.home, 'bundles', 'link.tar'))
    await symlink(server.home, join(server.home, 'bundles', 'away'))
    for (const name of ['../outside.tar', outside, 'link.tar', 'away/outside.tar', 'a/../../outside.tar']) {
      expect(await server.post('/api/v1/bundles/import', { files: [name], dryRun: true })).toMatchObject(
        refusal('UNSAFE_PATH'),
      )
      expect(await server.post('/api/v1/bundles/import', { files: ['in.tar'], verifyKey: name })).toMatchObject(
        refusal('UNSAFE_PATH'),
      )
      expect(await server.post('/api/v1/bundles/export', { file: name, all: true })).toMatchObject(
        refusal('UNSAFE_PATH'),
      )
    }
    expect(await server.post('/api/v1/bundles/export', { file: 'x.tar', all: true, signKey: '../key' })).toMatchObject(
      refusal('UNSAFE_PATH'),
    )
  })

  test.each([
    ['export', { file: 'a.tar' }],
    ['export', { file: 'a.tar', all: true, models: ['acme/tiny-chat'] }],
    ['export', { file: 'team.key', all: true }],
    ['export', { file: 'a.tar', all: true, splitBytes: 10 }],
    ['export', { file: 'a.tar', all: true, splitBytes: -1 }],
    ['export', { all: true }],
    ['import', { files: [] }],
  ])('refuse %s of %j', async (method, body) => {
    expect(await server.post(`/api/v1/bundles/${method}`, body)).toMatchObject(refusal('INVALID_ARGUMENT'))
  })

  test('say what is not there', async () => {
    expect(await server.post('/api/v1/bundles/import', { files: ['nothing.tar'] })).toMatchObject(refusal('NOT_FOUND'))
  })
})
