import { createServer } from 'node:net'

import { z } from 'zod'

import { systemErrorCode } from '../../foundation/errors.ts'
import { parseJson } from '../../foundation/parseJson.ts'
import type { GroundCheck, Look } from '../doctor.ts'

const health = z.object({ data: z.object({ status: z.literal('ok'), version: z.string() }) })
const patienceMs = 2_000

/** The ports of `serve`: free, or taken by a Weighthouse. */
export const portsCheck: GroundCheck = {
  id: 'ports',
  async look({ config: { host, port, grpcPort }, signal }) {
    const ours = port === 0 ? undefined : await askVersion(host, port, signal)
    return [await lookAt(host, port, 'REST and web', ours), await lookAt(host, grpcPort, 'gRPC', ours)]
  },
}

async function lookAt(host: string, port: number, what: string, ours: string | undefined): Promise<Look> {
  if (port === 0) return { status: 'ok', says: `${what}: any free port is taken` }
  const problem = await listenOnce(host, port)
  if (problem === undefined) return { status: 'ok', says: `${what}: ${host}:${port} is free` }
  if (problem === 'EADDRINUSE' && ours !== undefined)
    return { status: 'ok', says: `${what}: ${host}:${port} is served by Weighthouse ${ours}` }
  const says =
    problem === 'EADDRINUSE'
      ? `${what}: another program has ${host}:${port}`
      : `${what}: ${host}:${port} cannot be listened on (${problem})`
  return {
    status: 'warn',
    says,
    mend: 'End that program, or choose other ports: weighthouse serve --port 7900 --grpc-port 7901.',
  }
}

/** The code of what keeps this process from listening there; undefined when nothing does. */
function listenOnce(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(systemErrorCode(error) ?? String(error)))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

async function askVersion(host: string, port: number, signal: AbortSignal): Promise<string | undefined> {
  const address = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
    const response = await fetch(`http://${address.includes(':') ? `[${address}]` : address}:${port}/api/v1/health`, {
      signal: limit,
      redirect: 'error',
    })
    const parsed = health.safeParse(parseJson((await response.text()).slice(0, 10_000)))
    return parsed.success ? parsed.data.data.version : undefined
  } catch {
    // Nobody answers, or something that is no web server: the port tells.
    signal.throwIfAborted()
    return undefined
  }
}
