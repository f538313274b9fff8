import type { FastifyInstance } from 'fastify'

import { WeighthouseError } from '../../foundation/errors.ts'
import { hostOf } from './checkHost.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what a web page of another origin asks to change: without this, any page in the user's browser could start
 * pulls. Programs send no Origin and pass. Compared is the host with its port, since a proxy in front may end TLS.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function checkOrigin(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (harmless.has(request.method)) return
    const { origin } = request.headers
    const crossSite = request.headers['sec-fetch-site'] === 'cross-site'
    if (!crossSite && (origin === undefined || isSameHost(origin, hostOf(request)))) return
    throw new WeighthouseError('FORBIDDEN', `A page of ${JSON.stringify(origin ?? 'another site')} may not do this.`, {
      hint: 'Use the web UI that this Weighthouse serves, or a program outside the browser.',
    })
  })
}

function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
