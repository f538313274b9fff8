import type { FastifyInstance } from 'fastify'

import { WeighthouseError } from '../../foundation/errors.ts'

/** Reads JSON bodies; an empty one is as good as none. Every other content type is refused by Fastify. */
export function parseJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = body.toString()
    if (text.trim() === '') {
      done(null, undefined)
      return
    }
    try {
      done(null, JSON.parse(text))
    } catch (error) {
      done(
        new WeighthouseError('INVALID_ARGUMENT', `The body is not valid JSON: ${(error as Error).message}`, {
          hint: 'Send a JSON object, as /openapi.json describes it.',
          cause: error,
        }),
      )
    }
  })
}
