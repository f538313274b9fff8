import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { sd1Lora } from '../../../test/support/layouts/weights.ts'
import { writeTree } from '../../../test/support/layouts/writeTree.ts'
import { openTestLibrary, type TestLibrary } from '../../../test/support/openTestLibrary.ts'
import { readTree } from '../../../test/support/readTree.ts'

const files = 700
let test: TestLibrary

beforeEach(async () => {
  test = await openTestLibrary(Date.now())
})
afterEach(() => test.close())

it.each([500, 1000, 1500])(
  'a scan that is killed %i ms in is ended by the next one: every model once',
  { timeout: 120_000 },
  async (delayMs) => {
    const place = join(test.home, 'mine')
    const names = Array.from({ length: files }, (_, index) => `loras/style-${index}.safetensors`)
    await writeTree(place, Object.fromEntries(names.map((name) => [name, sd1Lora(name)])))
    const before = await readTree(place)
    const child = spawn(
      process.execPath,
      ['test/support/scanProcess.ts', test.library.directory, join(test.home, 'store'), place],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ended = once(child, 'exit')
    await once(child.stdout, 'data')
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    child.kill('SIGKILL')
    await ended

    await test.reopen()
    expect((await test.library.scan({ path: place })).problems).toEqual([])
    expect(await test.library.scan()).toMatchObject({ models: files, added: 0, problems: [] })
    const paths = (await Array.fromAsync(test.library.iterate())).map((model) => model.files[0]?.path)
    expect(new Set(paths)).toEqual(new Set(names))
    expect(paths).toHaveLength(files)
    expect(await readTree(place)).toEqual(before)
  },
)
