import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export const weighthouse = join(import.meta.dirname, '..', '..', 'bin', 'weighthouse')

export interface CliResult {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** Starts `bin/weighthouse` as a process of its own; the environment holds nothing of the developer's settings. */
export function startCli(
  args: string[],
  env: Record<string, string> = {},
): { child: ChildProcess; done: Promise<CliResult> } {
  const child = spawn(weighthouse, args, { env: { ...cleanEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const done = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, done }
}

/** Runs `bin/weighthouse` to its end. */
export function runCli(args: string[], env: Record<string, string> = {}): Promise<CliResult> {
  return startCli(args, env).done
}

/** An answer of any command: tests know its shape and say so by what they expect of it. */
export interface RestAnswer {
  // oxlint-disable-next-line typescript/no-explicit-any
  data: any
  // oxlint-disable-next-line typescript/no-explicit-any
  meta: any
}

/** Runs a command with --json, which must succeed, and returns its answer. */
export async function runJson<T = RestAnswer>(args: string[], env: Record<string, string> = {}): Promise<T> {
  const result = await runCli([...args, '--json'], env)
  if (result.code !== 0)
    throw new Error(`weighthouse ${args.join(' ')} ended with ${result.code}:\n${result.stderr}${result.stdout}`)
  return JSON.parse(result.stdout) as T
}

function cleanEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !/^(WEIGHTHOUSE_|HF_|CIVITAI_|NODE_OPTIONS$|NODE_COMPILE_CACHE$|VITEST)/.test(entry[0]),
    ),
  )
}
