import type { Server } from 'node:http'
import type { Http2Server } from 'node:http2'

import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'

interface Endpoint {
  host: string
  /** 0 takes a free one. */
  port: number
  /** The flag that sets the port, for the hint. */
  flag: '--port' | '--grpc-port'
}

/**
 * Listens, and resolves to the port.
 *
 * @throws WeighthouseError PORT_IN_USE, PERMISSION_DENIED (ports below 1024), INVALID_CONFIG (not an address of this
 *   machine)
 */
export async function listen(server: Server | Http2Server, endpoint: Endpoint): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: endpoint.host, port: endpoint.port }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    throw readListenError(error, endpoint)
  }
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : endpoint.port
}

function readListenError(error: unknown, { host, port, flag }: Endpoint): unknown {
  const details = { host, port }
  switch (systemErrorCode(error)) {
    case 'EADDRINUSE':
      return new WeighthouseError('PORT_IN_USE', `Port ${port} of ${host} is in use.`, {
        hint: `Another Weighthouse may be running already, or another program holds the port. Stop it, or choose another port with ${flag} (0 takes a free one).`,
        details,
        cause: error,
      })
    case 'EACCES':
      return new WeighthouseError('PERMISSION_DENIED', `This user may not listen on port ${port} of ${host}.`, {
        hint: `Choose a port above 1023 with ${flag}.`,
        details,
        cause: error,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new WeighthouseError('INVALID_CONFIG', `${JSON.stringify(host)} is not an address of this machine.`, {
        hint: 'Give --host 127.0.0.1 (this machine only), 0.0.0.0 (everyone) or one of its addresses.',
        details,
        cause: error,
      })
    default:
      return error
  }
}
