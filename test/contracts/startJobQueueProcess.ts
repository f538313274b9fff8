import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface JobQueueProcess {
  /** Lets the process begin its task. Call it once the process is ready. */
  begin(): void
  /** The next id that the process printed; undefined when it has printed the last. */
  nextId(): Promise<string | undefined>
  /** All ids that are still to come; resolves when the process has ended well. */
  remainingIds(): Promise<string[]>
  /** Ends the process as a power cut would. */
  kill(): Promise<void>
}

/** Starts jobQueueProcess.ts in a process of its own and resolves when it has opened the queue. */
export async function startJobQueueProcess(options: {
  module: string
  location: string
  workerId: string
  task: 'claim-all' | 'enqueue-one' | 'claim-and-hang'
  leaseMs?: number
}): Promise<JobQueueProcess> {
  const { module, location, workerId, task, leaseMs = 60_000 } = options
  const script = fileURLToPath(new URL('jobQueueProcess.ts', import.meta.url))
  const child = spawn(process.execPath, [script, module, location, workerId, task, String(leaseMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextId = async () => {
    const { value, done } = await lines.next()
    return done ? undefined : value
  }
  const first = await nextId()
  if (first !== 'ready') throw new Error(`${workerId} did not start (it said ${first})`)
  return {
    begin: () => void child.stdin.write('begin\n'),
    nextId,
    async remainingIds() {
      const ids: string[] = []
      for (let id = await nextId(); id !== undefined; id = await nextId()) ids.push(id)
      const [code, signal] = await ended
      if (code !== 0) throw new Error(`${workerId} ended with ${code ?? signal}`)
      return ids
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
