import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { nodeFlags, runtimeEnv } from '../../../scripts/runtime.mjs'
import type { Space } from '../openSpace.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const names = ['downloadProcess', 'pullProcess', 'verifyProcess'] as const

/** How our processes are started: as the program is everywhere. */
export interface OurProcesses {
  env: Record<string, string>
  /** What to run. */
  script(name: (typeof names)[number]): string[]
}

/** Bundles our processes like the program, and loads each once, so that what they are compiled to is there. */
export async function bundleOurs(space: Space): Promise<OurProcesses> {
  const run = promisify(execFile)
  const folder = space.path('bundle')
  const scripts = names.map((name) => `${name}=${join(import.meta.dirname, `${name}.ts`)}`)
  await run(process.execPath, [join(root, 'scripts', 'bundleProgram.ts'), folder, ...scripts])
  const env = runtimeEnv(root, join(folder, 'compiled'))
  const script = (name: string) => [...nodeFlags, join(folder, `${name}.js`)]
  for (const name of names) {
    await run(process.execPath, [...script(name), 'load'], { env: { PATH: process.env['PATH'], ...env } })
  }
  return { env, script }
}
