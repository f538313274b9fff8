import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openTestServer, type TestServer } from './testing/openTestServer.ts'

let server: TestServer

beforeAll(async () => {
  server = await openTestServer()
})

afterAll(() => server.close())

describe('jobs', () => {
  test('a sync is enqueued once, woken for, listed, cancelled and retried', async () => {
    const wakes = server.wakes()
    const first = await server.post('/api/v1/sync', { source: ['civitai'], first: 5, thenRest: true })
    const jobOf = ({ json }: { json: unknown }) => (json as { data: { job: { id: string } } }).data.job
    const job = jobOf(first)
    const again = await server.post('/api/v1/sync', { source: ['civitai'], first: 5, then_rest: true })

    expect(first.json).toStrictEqual({
      data: {
        job: {
          id: expect.any(String),
          type: 'sync',
          state: 'pending',
          payload: { sources: ['civitai'], first: 5, thenRest: true },
          attempts: 0,
          createdAt: expect.any(Number),
          updatedAt: expect.any(Number),
          log: [],
        },
        sources: {},
      },
      meta: {},
    })
    expect(jobOf(again).id).toBe(job.id)
    expect(server.wakes()).toBe(wakes + 2)

    for (const path of ['/api/v1/jobs', '/api/v1/hub/jobs', '/v1/hub/jobs?state=pending&type=sync']) {
      expect((await server.ask(path)).json).toMatchObject({
        data: [{ id: job.id, state: 'pending' }],
        meta: { total: 1, nextCursor: null },
      })
    }
    expect((await server.post(`/api/v1/jobs/${job.id}/cancel`, {})).json).toMatchObject({
      data: { id: job.id, state: 'cancelled' },
    })
    expect(await server.post(`/api/v1/jobs/${job.id}/pause`, {})).toMatchObject({
      status: 409,
      json: { error: { code: 'CONFLICT' } },
    })
    expect((await server.ask(`/api/v1/jobs/${job.id}/retry`, { method: 'POST' })).json).toMatchObject({
      data: { id: job.id, state: 'pending' },
    })
    await server.post(`/api/v1/jobs/${job.id}/cancel`, {})
  })

  test('a job has its log', async () => {
    const { queue } = server.weighthouse
    const { id } = await queue.enqueue('scan', { rebuild: true })
    await queue.log(id, 'warn', 'a problem')

    expect((await server.ask(`/api/v1/jobs/${id}`)).json).toMatchObject({
      data: {
        id,
        payload: { rebuild: true },
        log: [{ time: expect.any(Number), level: 'warn', message: 'a problem' }],
      },
    })
    await queue.cancel(id)
  })

  test('pages by cursor, and refuses a cursor that it did not give', async () => {
    const first = (await server.ask('/api/v1/jobs?limit=1')).json as {
      data: { id: string }[]
      meta: { total: number; nextCursor: string }
    }
    const second = (await server.ask(`/api/v1/jobs?limit=1&cursor=${first.meta.nextCursor}`)).json as typeof first

    expect([first.meta.total, second.meta.total]).toStrictEqual([2, 2])
    expect(second.data[0]?.id).not.toBe(first.data[0]?.id)
    expect(second.meta.nextCursor).toBeNull()
    expect(await server.ask('/api/v1/jobs?cursor=%00')).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', details: { field: 'cursor' } } },
    })
  })

  test.each([
    ['/api/v1/jobs/nobody', 404, 'JOB_NOT_FOUND'],
    ['/api/v1/jobs?state=busy', 400, 'INVALID_ARGUMENT'],
  ])('%s is %i %s', async (path, status, code) => {
    expect(await server.ask(path)).toMatchObject({ status, json: { error: { code } } })
  })

  test('changes arrive as events', async () => {
    const { queue } = server.weighthouse
    const leaving = new AbortController()
    const response = await fetch(`${server.url}/api/v1/events`, { signal: leaving.signal })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read()
        if (done) throw new Error(`the stream ended before ${wanted}: ${text}`)
        text += value
      }
    }
    await readUntil('retry: ')
    const { id } = await queue.enqueue('scan', {})
    await readUntil('\n\ndata: ')
    await queue.cancel(id)
    await readUntil('"state":"cancelled"')
    leaving.abort()
    const events = text.split('\n\n').filter((event) => event.startsWith('data: '))

    expect(events.map((event) => JSON.parse(event.slice(6)))).toMatchObject([
      { id, type: 'scan', state: 'pending' },
      { id, type: 'scan', state: 'cancelled' },
    ])
  })
})

describe('pulling', () => {
  test('a name that names no model is refused before anything is asked', async () => {
    expect(await server.post('/api/v1/pull', { model: '../../etc/passwd' })).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT' } },
    })
    expect(await server.post('/api/v1/pull', {})).toMatchObject({
      status: 400,
      json: { error: { code: 'INVALID_ARGUMENT', message: expect.stringMatching(/^model: /) } },
    })
  })

  test('without a network it fails and leaves no job', async () => {
    const before = (await server.weighthouse.queue.list()).total
    const answer = await server.post('/api/v1/pull', { model: 'acme/Otter-7B' })

    expect(answer).toMatchObject({ status: 502, json: { error: { code: 'SOURCE_UNREACHABLE' } } })
    expect((await server.weighthouse.queue.list()).total).toBe(before)
  })
})
