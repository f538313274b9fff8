import { once } from 'node:events'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'

import { expect, it } from 'vitest'

it('lowers the priority of its own thread only, and of what that starts', async () => {
  const before = getPriority()
  const module = new URL('lowerThreadPriority.ts', import.meta.url).href
  const worker = new Worker(
    `import { getPriority } from 'node:os'
     import { readlinkSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     import { lowerThreadPriority } from ${JSON.stringify(module)}
     const isLower = lowerThreadPriority()
     const own = process.platform === 'linux' ? getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))) : 0
     parentPort.postMessage({ isLower, own })`,
    { eval: true, execArgv: ['--input-type=module'] },
  )
  const [{ isLower, own }] = (await once(worker, 'message')) as [{ isLower: boolean; own: number }]
  await worker.terminate()
  expect(getPriority()).toBe(before)
  if (isLower) expect(own).toBe(Math.min(19, before + 10))
  else expect(process.platform).not.toBe('linux')
})
