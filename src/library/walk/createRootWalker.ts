import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'

import type { FoundFile } from '../layouts/foundModel.ts'
import {
  factsPerFile,
  type WalkAnswer,
  type WalkedPart,
  type WalkedUnit,
  type WalkOptions,
  type WalkOrder,
  type WalkProblem,
} from './walkMessages.ts'

/** A file as the walk saw it. */
export interface WalkedFile extends FoundFile {
  /** It is a symbolic link to a file. */
  linked: boolean
}

export interface Walked {
  /** Of everything that was seen; equal when nothing changed. */
  digest: string
  fileCount: number
  problems: WalkProblem[]
  /** The files, made when they are asked for: nobody wants fifty thousand objects of a root that did not change. */
  files(): WalkedFile[]
}

/** Lists the files of roots. Its threads are started when they are needed and end when they were not for ten seconds. */
export interface RootWalker {
  /**
   * Lists every file of a root with size, times and inode. Nothing on disk is changed or opened.
   *
   * Links to files are followed to read their facts; links to folders outside of the root are entered once. Hidden
   * folders, and those of `apart`, are passed over. One walk at a time; a second one waits.
   *
   * @throws the system's error when the root itself cannot be read
   */
  walk(options: WalkOptions & { signal?: AbortSignal | undefined }): Promise<Walked>
  /** May be called twice; a later `walk` starts the threads again. */
  close(): Promise<void>
}

const threads = 2
const idleMs = 10_000

export function createRootWalker(): RootWalker {
  let workers: Worker[] = []
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()

  return {
    walk(options) {
      const mine = last.then(
        () => walk(options),
        () => walk(options),
      )
      last = mine
      return mine
    },
    close,
  }

  async function walk({ root, apart, signal }: Parameters<RootWalker['walk']>[0]): Promise<Walked> {
    signal?.throwIfAborted()
    clearTimeout(idle)
    if (workers.length === 0) workers = startWorkers()
    for (const worker of workers) worker.ref()
    const options: WalkOptions = { root, apart }
    const stop = (): void => void close()
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const [first] = workers
      if (!first) throw new Error('There is no thread to walk in')
      const top = await ask(first, { kind: 'expand', options })
      const next = new Int32Array(new SharedArrayBuffer(4))
      const order: WalkOrder = { kind: 'walk', options, units: top.units, next }
      const parts = top.units.length === 0 ? [] : await Promise.all(workers.map((worker) => ask(worker, order)))
      return toWalked(root, [top, ...parts])
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      signal?.removeEventListener('abort', stop)
      for (const worker of workers) worker.unref()
      idle = setTimeout(() => void close(), idleMs)
      idle.unref()
    }
  }

  async function close(): Promise<void> {
    clearTimeout(idle)
    const ending = workers
    workers = []
    await Promise.all(ending.map((worker) => worker.terminate()))
  }
}

function startWorkers(): Worker[] {
  return Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./walkWorker.ts', import.meta.url))
    // Heard by whoever asks; without anybody asking it must not end the process.
    worker.on('error', () => undefined)
    return worker
  })
}

function ask(worker: Worker, order: WalkOrder): Promise<WalkedPart> {
  return new Promise((resolve, reject) => {
    worker.on('message', heard)
    worker.on('error', failed)
    worker.on('exit', ended)
    worker.postMessage(order, [])

    function heard(answer: WalkAnswer): void {
      forget()
      if ('failed' in answer) reject(Object.assign(new Error(answer.failed), { code: answer.code }))
      else resolve(answer)
    }
    function failed(error: unknown): void {
      forget()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    function ended(): void {
      forget()
      reject(new Error('The thread that walks ended.'))
    }
    function forget(): void {
      worker.off('message', heard)
      worker.off('error', failed)
      worker.off('exit', ended)
    }
  })
}

function toWalked(root: string, answers: readonly WalkedPart[]): Walked {
  const units = answers.flatMap(({ walked }) => walked).sort((one, other) => (one.unit < other.unit ? -1 : 1))
  const digest = createHash('sha256')
  let fileCount = 0
  for (const { unit, digest: part, facts } of units) {
    digest.update(`${unit}\0${part}\0`)
    fileCount += facts.length / factsPerFile
  }
  return {
    digest: digest.digest('hex'),
    fileCount,
    problems: answers.flatMap(({ problems }) => problems),
    files: () => units.flatMap((unit) => toFiles(root, unit)),
  }
}

function toFiles(root: string, { paths, facts }: WalkedUnit): WalkedFile[] {
  if (facts.length === 0) return []
  const prefix = root.endsWith('/') ? root : `${root}/`
  return paths.split('\0').map((path, index) => {
    const at = index * factsPerFile
    return {
      path,
      location: prefix + path,
      size: facts[at] ?? 0,
      mtimeMs: facts[at + 1] ?? 0,
      device: String(facts[at + 2]),
      inode: String(facts[at + 3]),
      linked: facts[at + 4] === 1,
    }
  })
}
