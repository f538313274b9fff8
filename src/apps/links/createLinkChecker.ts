import { Worker } from 'node:worker_threads'

import type { WantedLink } from '../mapping/wanted.ts'
import type { CheckOrder } from './checkLinksWorker.ts'

/** Looks at files while a plan is still being worked out, in a thread of its own. */
export interface LinkChecker {
  /** Takes a symbolic link that the ledger says is made. */
  check(link: WantedLink): void
  /**
   * Asks of each of these folders whether it may have an overrides.json: 1 where it has, or where that cannot be told, and 0
   * where it has none. Undefined when the thread has ended.
   */
  findOverrides(folders: readonly string[]): Promise<Uint8Array | undefined>
  /** Those that are as they should be; the others have to be looked at. */
  finish(): Promise<ReadonlySet<WantedLink>>
  /** Ends the thread. */
  close(): Promise<void>
}

const linksInMessage = 1000

export function createLinkChecker(): LinkChecker {
  const worker = new Worker(new URL('./checkLinksWorker.ts', import.meta.url))
  const right = new Set<WantedLink>()
  const waiting: ((answers: Uint8Array | undefined) => void)[] = []
  let hasEnded = false
  const checked: Promise<void>[] = []
  let batch: WantedLink[] = []
  worker.on('message', (answers: Uint8Array) => waiting.shift()?.(answers))
  worker.on('error', () => undefined)
  // Without the thread, everything is looked at by whoever asked.
  worker.on('exit', () => {
    hasEnded = true
    for (const answer of waiting.splice(0)) answer(undefined)
  })

  return {
    check(link) {
      batch.push(link)
      if (batch.length >= linksInMessage) send()
    },
    findOverrides: (folders) => ask({ kind: 'overrides', paths: folders.join('\0') }),
    async finish() {
      if (batch.length > 0) send()
      await Promise.all(checked)
      return right
    },
    async close() {
      await worker.terminate()
    },
  }

  function send(): void {
    const links = batch
    batch = []
    const paths = links.map(({ targetPath, sourcePath }) => `${targetPath}\0${sourcePath}`).join('\0')
    checked.push(note(links, ask({ kind: 'links', paths })))
  }

  async function note(links: readonly WantedLink[], asked: Promise<Uint8Array | undefined>): Promise<void> {
    const answers = await asked
    for (const [index, link] of links.entries()) if (answers?.[index] === 1) right.add(link)
  }

  function ask(order: CheckOrder): Promise<Uint8Array | undefined> {
    if (hasEnded) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      waiting.push(resolve)
      worker.postMessage(order, [])
    })
  }
}
