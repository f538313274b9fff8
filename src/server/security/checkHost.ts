import { isIPv6 } from 'node:net'

import type { FastifyInstance, FastifyRequest } from 'fastify'

import { WeighthouseError } from '../../foundation/errors.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses requests for another host than this one, when the server is bound to this machine alone. A web page whose
 * name resolves to 127.0.0.1 (DNS rebinding) would otherwise be of the same origin as Weighthouse.
 * Where the server is reachable from outside, its names are not ours to know, and every host is accepted.
 */
export function checkHost(app: FastifyInstance, host: string): void {
  const own = hostname(isIPv6(host) ? `[${host}]` : host)
  if (own === undefined || !(loopback.has(own) || own.startsWith('127.'))) return
  app.addHook('onRequest', async (request) => {
    const asked = hostname(hostOf(request))
    if (asked !== undefined && (loopback.has(asked) || asked === own)) return
    throw new WeighthouseError('FORBIDDEN', `This Weighthouse does not answer for the host ${JSON.stringify(asked)}.`, {
      hint: 'Use 127.0.0.1 or localhost, or start it with --host and the name that you want to use.',
    })
  })
}

/** The Host header (HTTP/1.1) or `:authority` (HTTP/2). */
export function hostOf(request: FastifyRequest): string | undefined {
  const authority = request.headers[':authority']
  return typeof authority === 'string' ? authority : request.headers.host
}

/** Lower case, without the port; undefined for what is no host. */
function hostname(host: string | undefined): string | undefined {
  if (host === undefined || !/^[A-Za-z0-9.:[\]_-]+$/.test(host) || !URL.canParse(`http://${host}`)) return undefined
  return new URL(`http://${host}`).hostname
}
