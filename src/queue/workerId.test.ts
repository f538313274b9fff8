import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { describe, expect, it } from 'vitest'

import { createWorkerId, isWorkerGone } from './workerId.ts'

describe('a worker id', () => {
  it('tells that its process lives, and that it is gone after a kill -9', async () => {
    const module = new URL('./workerId.ts', import.meta.url).href
    const child = spawn(process.execPath, [
      '-e',
      `import(${JSON.stringify(module)}).then(m => { console.log(m.createWorkerId('cli')); setInterval(() => {}, 1000) })`,
    ])
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const workerId = line.toString().trim()
    expect(isWorkerGone(workerId)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isWorkerGone(workerId)).toBe(true)
  })

  it('of this process is not gone, and of another machine nobody can tell', () => {
    expect(isWorkerGone(createWorkerId('serve'))).toBe(false)
    expect(isWorkerGone('serve:some-other-host:1:x')).toBe(false)
    expect(isWorkerGone('anything')).toBe(false)
  })
})
