import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface TaskProcess {
  begin(): void
  /** Resolves when the process has printed this line. */
  said(line: string): Promise<void>
  /** Resolves when it has ended well. */
  ended(): Promise<void>
  /** Ends the process as a power cut would. */
  kill(): Promise<void>
}

/**
 * Starts a script in a process of its own, `node SCRIPT LOCATION TASK`, and resolves when it has said `ready`; it does its
 * task once it was told to begin.
 */
export async function startTask(script: URL, location: string, task: string): Promise<TaskProcess> {
  const child = spawn(process.execPath, [fileURLToPath(script), location, task], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const said = async (line: string) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error(`The process that does ${task} ended without saying ${line}.`)
      if (value === line) return
    }
  }
  await said('ready')
  return {
    begin: () => void child.stdin.write('begin\n'),
    said,
    async ended() {
      const [code, signal] = await exit
      if (code !== 0) throw new Error(`The process that does ${task} ended with ${code ?? signal}.`)
    },
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
  }
}
