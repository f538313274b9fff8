import { Readable } from 'node:stream'

import type { FastifyInstance } from 'fastify'

import { JobSchema } from '../../gen/weighthouse/v1/job_pb.ts'
import type { JobFeed } from '../feed/createJobFeed.ts'
import { jobMessage } from '../messages/jobMessage.ts'
import { signalOfClient } from './registerRest.ts'
import { restJson } from './restJson.ts'

export const eventsPath = '/api/v1/events'

/**
 * Job changes as Server-Sent Events, for people without Connect: one `data: <Job>` an event, and a comment every
 * `heartbeatMs` milliseconds so that no proxy takes the silence for death.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function registerEvents(
  app: FastifyInstance,
  options: { feed: JobFeed; shutdown: AbortSignal; heartbeatMs?: number },
): void {
  const { feed, shutdown, heartbeatMs = 15_000 } = options
  // A HEAD of an endless stream would never end.
  app.get(eventsPath, { exposeHeadRoute: false }, (_request, reply) => {
    const signal = AbortSignal.any([signalOfClient(reply), shutdown])
    return reply
      .header('cache-control', 'no-cache')
      .header('x-accel-buffering', 'no')
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(textOfEvents(feed, signal, heartbeatMs)))
  })
}

async function* textOfEvents(feed: JobFeed, signal: AbortSignal, heartbeatMs: number): AsyncGenerator<string, void> {
  yield 'retry: 2000\n\n'
  const jobs = feed.watch({ signal })
  let next = jobs.next()
  for (;;) {
    const result = await orSilence(next, heartbeatMs)
    if (result === 'silence') {
      yield ': here\n\n'
      continue
    }
    if (result.done) return
    yield `data: ${JSON.stringify(restJson(JobSchema, jobMessage(result.value)))}\n\n`
    next = jobs.next()
  }
}

async function orSilence<T>(promise: Promise<T>, ms: number): Promise<T | 'silence'> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(resolve, ms, 'silence')
  })
  try {
    return await Promise.race([promise, silence])
  } finally {
    clearTimeout(timer)
  }
}
