import { create } from '@bufbuild/protobuf'
import { Code, ConnectError, createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { delay } from '../foundation/time.ts'
import { CatalogService } from '../gen/weighthouse/v1/catalog_pb.ts'
import { ErrorDetailSchema } from '../gen/weighthouse/v1/error_pb.ts'
import { JobService } from '../gen/weighthouse/v1/job_pb.ts'
import { GetModelRequestSchema } from '../gen/weighthouse/v1/model_pb.ts'
import { WorkerService } from '../gen/weighthouse/v1/worker_pb.ts'
import type { JobQueue } from '../queue/jobQueue.ts'
import { startServer } from './startServer.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'
import { sampleRecords } from './testing/sampleRecords.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
  await server.weighthouse.catalog.writeRecords('huggingface', sampleRecords)
})

afterAll(() => server.close())

const transports: Record<string, () => Transport> = {
  'Connect, binary': () => createConnectTransport({ baseUrl: server.url, httpVersion: '1.1', useBinaryFormat: true }),
  'Connect, JSON': () => createConnectTransport({ baseUrl: server.url, httpVersion: '1.1', useBinaryFormat: false }),
  'Connect over GET': () => createConnectTransport({ baseUrl: server.url, httpVersion: '1.1', useHttpGet: true }),
  'Connect over h2c': () => createConnectTransport({ baseUrl: server.grpcUrl, httpVersion: '2' }),
  'gRPC-Web': () => createGrpcWebTransport({ baseUrl: server.url, httpVersion: '1.1' }),
  gRPC: () => createGrpcTransport({ baseUrl: server.grpcUrl }),
}

async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  try {
    await call
  } catch (error) {
    if (error instanceof ConnectError) return error
    throw error
  }
  throw new Error('it did not fail')
}

describe.each(Object.keys(transports))('%s', (name) => {
  const open = () => transports[name]!()

  test('finds models', async () => {
    const { entries, total, nextCursor } = await createClient(CatalogService, open()).search({
      query: 'otter',
      sort: 'downloads',
      limit: 1,
    })

    expect(entries.map(({ slug, downloads, parameters }) => [slug, downloads, parameters])).toStrictEqual([
      ['acme--Otter-7B', 9_007_199_254_740_991n, 7_000_000_000n],
    ])
    expect([total, nextCursor === '']).toStrictEqual([3n, false])
  })

  test('tells the code, the hint and the details of an error', async () => {
    const error = await errorOf(createClient(CatalogService, open()).getModel({ slug: 'nobody--nothing' }))
    const [detail] = error.findDetails(ErrorDetailSchema)

    expect([error.code, error.rawMessage]).toStrictEqual([Code.NotFound, 'The catalog has no model "nobody--nothing".'])
    expect(detail).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      hint: expect.stringMatching(/./),
      details: { similar: [] },
    })
  })

  test('refuses what breaks a rule, naming the field', async () => {
    const error = await errorOf(createClient(CatalogService, open()).getModel(create(GetModelRequestSchema)))
    const [detail] = error.findDetails(ErrorDetailSchema)

    expect([error.code, error.rawMessage]).toStrictEqual([Code.InvalidArgument, 'slug: must be at least 1 characters'])
    expect(detail?.details).toStrictEqual({
      violations: [{ field: 'slug', message: 'must be at least 1 characters' }],
    })
  })

  test('watches a job to its end', async () => {
    const { queue } = server.weighthouse
    const { id } = await queue.enqueue(`watched by ${name}`, { deep: { list: [1, 'a', null] } })
    const states: unknown[] = []
    for await (const job of createClient(JobService, open()).watchJobs({ id })) {
      states.push([job.state, job.progress?.done, job.payload])
      if (job.state === 'pending') await queue.claim('worker', [`watched by ${name}`])
      if (job.state === 'running' && !job.progress) {
        await queue.progress(id, 'worker', { done: 3, total: undefined, unit: 'files', message: '' })
      }
      if (job.progress) await queue.complete(id, 'worker', {})
    }
    const payload = { deep: { list: [1, 'a', null] } }

    expect(states).toStrictEqual([
      ['pending', undefined, payload],
      ['running', undefined, payload],
      ['running', 3n, payload],
      ['completed', 3n, payload],
    ])
  })

  test('watching a job that nobody knows is an error, in a stream, too', async () => {
    const watch = async () => {
      for await (const job of createClient(JobService, open()).watchJobs({ id: 'nobody' })) return job
    }
    const error = await errorOf(watch())

    expect(error.code).toBe(Code.NotFound)
    expect(error.findDetails(ErrorDetailSchema)[0]?.code).toBe('JOB_NOT_FOUND')
  })

  test('a download that names no model is refused', async () => {
    const download = async () => {
      for await (const { job } of createClient(WorkerService, open()).downloadArtifact({ model: '../x' })) return job
    }

    expect((await errorOf(download())).code).toBe(Code.InvalidArgument)
  })
})

test('a download tells its progress until it has ended', async () => {
  const { queue } = server.weighthouse
  const states: unknown[] = []
  const client = createClient(WorkerService, createGrpcTransport({ baseUrl: server.grpcUrl }))
  for await (const { job } of client.downloadArtifact({ model: 'acme/Otter-7B@main', include: ['*.gguf'] })) {
    states.push([job?.type, job?.state])
    if (job?.state === 'pending') await queue.cancel(job.id)
  }

  expect(states).toStrictEqual([
    ['pull', 'pending'],
    ['pull', 'cancelled'],
  ])
})

test('an unknown failure is INTERNAL, and its text stays inside', async () => {
  const broken = await openTestServer()
  const client = createClient(JobService, createGrpcTransport({ baseUrl: broken.grpcUrl }))
  await broken.weighthouse.database.kysely.schema.dropTable('job_log').execute()
  await broken.weighthouse.database.kysely.schema.dropTable('job').execute()
  const error = await errorOf(client.listJobs({}))
  const rest = await broken.ask('/api/v1/jobs')
  await broken.close()

  expect([error.code, error.rawMessage]).toStrictEqual([Code.Internal, 'Something went wrong inside Weighthouse.'])
  expect([rest.status, rest.json]).toStrictEqual([
    500,
    {
      error: {
        code: 'INTERNAL',
        message: 'Something went wrong inside Weighthouse.',
        hint: "The server's log tells what; please report it.",
        details: {},
      },
    },
  ])
})

test.each(['Connect', 'gRPC', 'events'])('a watcher by %s that leaves costs nothing any more', async (face) => {
  let polls = 0
  const { weighthouse } = server
  const queue: JobQueue = {
    ...weighthouse.queue,
    changedSince(sequence) {
      polls++
      return weighthouse.queue.changedSince(sequence)
    },
  }
  const watched = await startServer({ weighthouse: { ...weighthouse, queue }, port: 0, grpcPort: 0, pollMs: 5 })
  await weighthouse.queue.enqueue(`left by ${face}`, {})
  const leaving = new AbortController()
  if (face === 'events') {
    await (await fetch(`${watched.url}/api/v1/events`, { signal: leaving.signal })).body!.getReader().read()
  } else {
    const transport =
      face === 'gRPC'
        ? createGrpcTransport({ baseUrl: watched.grpcUrl })
        : createConnectTransport({ baseUrl: watched.url, httpVersion: '1.1' })
    const jobs = createClient(JobService, transport).watchJobs({}, { signal: leaving.signal })
    await jobs[Symbol.asyncIterator]().next()
  }
  await vi.waitUntil(() => polls > 0)
  leaving.abort()
  // Ends once a long while passes without a poll; a watcher that was left behind would poll for ever.
  for (let before = -1; before !== polls;) {
    before = polls
    await delay(200)
  }
  await watched.close()

  expect(polls).toBeGreaterThan(0)
})
