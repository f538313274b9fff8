import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'

import { delay } from '../../../src/foundation/time.ts'
import { makeCertificate } from '../../../test/support/makeCertificate.ts'

export interface NginxOptions {
  program: string
  /** The folder whose files are served. */
  root: string
  /** A folder of its own, not there yet. */
  folder: string
  /** Who answers below /api. */
  apiUrl: string
}

export interface Nginx {
  url: string
  /** The same over TLS, and a file with the certificate that vouches for it. */
  tls: { url: string; certificate: string }
  close(): Promise<void>
}

const readyWithinMs = 10_000
/** Ends nginx when standard input ends, so that it does not outlive a bench that was killed. */
const guard = 'exec 3<&0; (cat <&3 >/dev/null; kill $$) & exec "$@"'

/**
 * Starts nginx with one process on a free port of 127.0.0.1.
 * @throws Error with what nginx said when it does not start
 */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { folder } = options
  await mkdir(folder)
  const port = await findFreePort()
  const tlsPort = await findFreePort()
  const { key, cert } = makeCertificate()
  await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 })
  await writeFile(join(folder, 'cert.pem'), cert)
  const errors = join(folder, 'error.log')
  await writeFile(join(folder, 'nginx.conf'), describe(options, port, tlsPort))
  const args = [options.program, '-p', folder, '-e', errors, '-c', join(folder, 'nginx.conf')]
  const child = spawn('/bin/sh', ['-c', guard, 'sh', ...args], { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(child, 'exit')
  const close = async () => {
    child.stdin.end()
    await ended
  }
  const until = performance.now() + readyWithinMs
  while (!(await isOpen(port))) {
    if (child.exitCode === null && child.signalCode === null && performance.now() < until) {
      await delay(20)
      continue
    }
    await close()
    throw new Error(`nginx did not start: ${await readFile(errors, 'utf8')}`)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    tls: { url: `https://127.0.0.1:${tlsPort}`, certificate: join(folder, 'cert.pem') },
    close,
  }
}

function describe({ root, folder, apiUrl }: NginxOptions, port: number, tlsPort: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `
worker_processes 1; daemon off; master_process off; pid ${join(folder, 'nginx.pid')};
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type application/octet-stream;
  ${temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join(' ')}
  server { listen 127.0.0.1:${port}; root ${root}; location /api/ { proxy_pass ${apiUrl}; } }
  server {
    listen 127.0.0.1:${tlsPort} ssl; root ${root};
    ssl_certificate ${join(folder, 'cert.pem')}; ssl_certificate_key ${join(folder, 'key.pem')};
  }
}
`
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
