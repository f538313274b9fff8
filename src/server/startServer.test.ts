import { createServer } from 'node:net'

import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { JobService } from '../gen/weighthouse/v1/job_pb.ts'
import { startServer } from './startServer.ts'
import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer

beforeEach(async () => {
  server = await openTestServer()
})

afterEach(() => server.close())

const portOf = (url: string) => Number(new URL(url).port)

test.each(['port', 'grpcPort'] as const)('a %s that is taken is an error that says what to do', async (taken) => {
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const address = holder.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const start = startServer({ weighthouse: server.weighthouse, host: '127.0.0.1', port: 0, grpcPort: 0, [taken]: port })

  await expect(start).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: `Port ${port} of 127.0.0.1 is in use.`,
    hint: expect.stringContaining(taken === 'port' ? '--port' : '--grpc-port'),
    details: { host: '127.0.0.1', port },
  })
  await new Promise((resolve) => holder.close(resolve))
})

test('when the gRPC port is taken, the other one is free again', async () => {
  const other = await openTestServer()
  const { weighthouse } = other
  await other.server.close()
  const port = portOf(other.url)
  const start = () => startServer({ weighthouse, host: '127.0.0.1', port, grpcPort: portOf(server.grpcUrl) })
  await expect(start()).rejects.toMatchObject({ code: 'PORT_IN_USE', details: { port: portOf(server.grpcUrl) } })
  const again = await startServer({ weighthouse, host: '127.0.0.1', port, grpcPort: 0 })

  expect(portOf(again.url)).toBe(port)
  await again.close()
  await weighthouse.close()
})

test('an address that this machine does not have is refused', async () => {
  await expect(
    startServer({ weighthouse: server.weighthouse, host: '192.0.2.1', port: 0, grpcPort: 0 }),
  ).rejects.toMatchObject({ code: 'INVALID_CONFIG', details: { host: '192.0.2.1' } })
})

test('closing ends open streams, so that nobody waits', async () => {
  const other = await openTestServer()
  const { id } = await other.weighthouse.queue.enqueue('scan', {})
  const streams = [
    createGrpcTransport({ baseUrl: other.grpcUrl }),
    createConnectTransport({ baseUrl: other.url, httpVersion: '1.1' }),
  ].map((transport) => createClient(JobService, transport).watchJobs({ id })[Symbol.asyncIterator]())
  const events = (await fetch(`${other.url}/api/v1/events`)).body!.getReader()
  const first = await Promise.all(streams.map((stream) => stream.next()))
  expect(first.map(({ value }) => value?.state)).toStrictEqual(['pending', 'pending'])
  await events.read()
  const ends = streams.map(
    async (stream) => ConnectError.from(await stream.next().catch((error: unknown) => error)).code,
  )
  await other.close()

  expect(await Promise.all(ends)).toStrictEqual([Code.Unavailable, Code.Unavailable])
  while (!(await events.read()).done);
})

test('closed, both ports are free, and a second close does nothing', async () => {
  const other = await openTestServer()
  await other.server.close()
  await other.server.close()

  await expect(fetch(`${other.url}/api/v1/health`)).rejects.toThrow('fetch failed')
  const again = await startServer({
    weighthouse: other.weighthouse,
    host: '127.0.0.1',
    port: portOf(other.url),
    grpcPort: portOf(other.grpcUrl),
  })
  await again.close()
  await other.weighthouse.close()
})
