import type { Server } from 'node:http'
import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'

import { connectNodeAdapter } from '@connectrpc/connect-node'
import type { FastifyInstance } from 'fastify'

import { buildServer } from './buildServer.ts'
import { type Api, type ApiOptions, createApi } from './createApi.ts'
import { listen } from './listen.ts'

export interface StartServerOptions extends ApiOptions {
  /** The address to listen on; default, as for the ports, what the configuration says. */
  host?: string | undefined
  /** 0 takes a free one. */
  port?: number | undefined
  /** 0 takes a free one. */
  grpcPort?: number | undefined
  /** Folder of the built web UI; default `web/dist`. */
  webRoot?: string | undefined
}

export interface RunningServer {
  /** Of REST, Connect, gRPC-Web and the web UI: `http://127.0.0.1:7878`. */
  url: string
  /** Of gRPC over cleartext HTTP/2. */
  grpcUrl: string
  /** Ends open streams, lets requests finish for up to 4 s, and closes both ports. */
  close(): Promise<void>
}

const graceMs = 4_000

/**
 * Starts both listeners: cleartext HTTP/1.1 and h2c cannot share a port in Node.
 *
 * @throws WeighthouseError PORT_IN_USE, PERMISSION_DENIED (ports below 1024), INVALID_CONFIG (not an address of this
 *   machine)
 */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { config, log, version } = options.weighthouse
  const { host = config.host, port = config.port, grpcPort = config.grpcPort } = options
  const { webRoot = join(import.meta.dirname, '..', '..', 'web', 'dist') } = options
  const api = createApi(options)
  const app = await buildServer({ api, version, log, host, webRoot })
  await app.ready()
  const grpc = createGrpcServer(api)
  const httpPort = await listen(app.server, { host, port, flag: '--port' })
  let boundGrpcPort: number
  try {
    boundGrpcPort = await listen(grpc.server, { host, port: grpcPort, flag: '--grpc-port' })
  } catch (error) {
    await closeHttp(app)
    throw error
  }
  return {
    url: address(host, httpPort),
    grpcUrl: address(host, boundGrpcPort),
    async close() {
      api.shutDown()
      await Promise.all([closeHttp(app), grpc.close()])
    },
  }
}

async function closeHttp(app: FastifyInstance): Promise<void> {
  const { server } = app
  const force = setTimeout(() => server.closeAllConnections(), graceMs)
  // Node closes the connections that are idle now; those that become idle later would be kept for their next request.
  const idle = setInterval(() => server.closeIdleConnections(), 20)
  const closed = endOf(server)
  await app.close()
  await closed
  clearTimeout(force)
  clearInterval(idle)
}

/** gRPC and Connect over h2c. Browsers do not speak h2c, so no web page reaches it. */
function createGrpcServer(api: Api): { server: Http2Server; close(): Promise<void> } {
  const server = createServer(connectNodeAdapter({ routes: api.routes, ...api.options }))
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  return {
    server,
    async close() {
      const closed = endOf(server)
      const force = setTimeout(() => {
        for (const session of sessions) session.destroy()
      }, graceMs)
      for (const session of sessions) session.close()
      await closed
      clearTimeout(force)
    },
  }
}

function endOf(server: Server | Http2Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

/** Where this machine reaches the server: an unspecified address stands for all, so the loopback one will do. */
function address(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`
}
