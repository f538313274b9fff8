import { mkdir } from 'node:fs/promises'

import { findProgram } from '../clients/findProgram.ts'
import type { SmallFile } from '../makeFiles.ts'
import type { Space } from '../openSpace.ts'
import { answerTree } from './answerTree.ts'
import { type Nginx, startNginx } from './startNginx.ts'
import { startOwnServer } from './startOwnServer.ts'

/** What every client fetches from. */
export interface Servers {
  /** Which one serves files. */
  name: string
  /** The folder whose files are served. */
  root: string
  url: string
  /** Only by nginx. */
  tls: Nginx['tls'] | undefined
  /**
   * The same files, each connection held to `bytesPerSecond` by the bench's own server: nginx's limit_rate holds answers,
   * not connections, and gives eight of them together up to a fifth less than it says.
   */
  limitedUrl: string
  bytesPerSecond: number
}

/** Of each connection; eight of them make 400 MB/s. */
const bytesPerSecond = 50_000_000

/** Files come from nginx where it is installed, else from the bench's own server; metadata always from the latter. */
export async function openServers(space: Space, smallFiles: () => readonly SmallFile[]): Promise<Servers> {
  const root = space.path('served')
  await mkdir(root)
  const program = await findProgram('nginx', ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'], '-v')
  let url = ''
  let tls: Servers['tls']
  const own = await startOwnServer({ root, answer: answerTree(smallFiles, () => url) })
  space.onClose(() => own.close())
  if (program) {
    const folder = space.path('nginx')
    const nginx = await startNginx({ program: program.path, root, folder, apiUrl: own.url })
    space.onClose(() => nginx.close())
    url = nginx.url
    tls = nginx.tls
  } else {
    url = own.url
  }
  const limited = await startOwnServer({ root, bytesPerSecond })
  space.onClose(() => limited.close())
  const name = program?.version ?? "the bench's own (Node.js)"
  return { name, root, url, tls, limitedUrl: limited.url, bytesPerSecond }
}
