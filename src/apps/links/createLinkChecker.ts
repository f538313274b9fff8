import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import type { WantedLink } from '../mapping/wanted.ts'

/** Looks at links that should be right while others are still being worked out, in a thread of its own. */
export interface LinkChecker {
  /** Takes a symbolic link that the ledger says is made. */
  check(link: WantedLink): void
  /** Those that are as they should be; the others have to be looked at. Ends the thread. */
  finish(): Promise<ReadonlySet<WantedLink>>
}

const linksInMessage = 1000

export function createLinkChecker(): LinkChecker {
  const worker = new Worker(new URL('./checkLinksWorker.ts', import.meta.url))
  const right = new Set<WantedLink>()
  const sent: WantedLink[][] = []
  let failure: unknown
  let batch: WantedLink[] = []
  worker.on('message', (answers: Uint8Array) => {
    const links = sent.shift() ?? []
    for (const [index, link] of links.entries()) if (answers[index] === 1) right.add(link)
    if (sent.length === 0) worker.emit('idle')
  })
  // Without the thread, every link is looked at here.
  worker.on('error', (error) => {
    failure = error
    worker.emit('idle')
  })

  return {
    check(link) {
      batch.push(link)
      if (batch.length >= linksInMessage) send()
    },
    async finish() {
      if (batch.length > 0) send()
      if (sent.length > 0 && failure === undefined) await once(worker, 'idle')
      await worker.terminate()
      return right
    },
  }

  function send(): void {
    const text = batch.map(({ targetPath, sourcePath }) => `${targetPath}\0${sourcePath}`).join('\0')
    worker.postMessage(text, [])
    sent.push(batch)
    batch = []
  }
}
