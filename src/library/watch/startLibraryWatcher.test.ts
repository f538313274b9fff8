import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { sd1Lora } from '../../../test/support/layouts/weights.ts'
import { openTestLibrary, type TestLibrary } from '../../../test/support/openTestLibrary.ts'
import { silentLog } from '../../foundation/log.ts'
import { type LibraryWatcher, startLibraryWatcher } from './startLibraryWatcher.ts'
import { watchFolder } from './watchFolder.ts'

let test: TestLibrary
let watcher: LibraryWatcher
let place: string

beforeEach(async () => {
  test = await openTestLibrary()
  place = join(test.home, 'mine')
  await mkdir(place)
  await writeFile(join(place, 'ink.safetensors'), sd1Lora('ink'))
  await test.library.scan({ path: place })
  watcher = startLibraryWatcher({ library: test.library, log: silentLog, quietMs: 50, rootsMs: 200 })
})
afterEach(async () => {
  await watcher.close()
  await test.close()
})

const names = async () => (await test.library.list()).models.map(({ officialName }) => officialName)
const eventually = { timeout: 15_000, interval: 50 }

describe('a watched library', () => {
  it('takes up a file that comes into a root, also in a folder that is new', async () => {
    await writeFile(join(place, 'pen.safetensors'), sd1Lora('pen'))
    await vi.waitFor(async () => expect(await names()).toEqual(['ink', 'pen']), eventually)
    await mkdir(join(place, 'new/er'), { recursive: true })
    await writeFile(join(place, 'new/er/brush.safetensors'), sd1Lora('brush'))
    await vi.waitFor(async () => expect(await names()).toEqual(['brush', 'ink', 'pen']), eventually)
  })

  it('follows a model folder that is changed or removed by hand', async () => {
    await test.shelve('o--one', { 'a.txt': 'a' })
    await vi.waitFor(async () => expect(await names()).toContain('o/one'), eventually)
    const { path } = await test.library.get('o--one')
    await rm(path, { recursive: true, force: true })
    await vi.waitFor(async () => expect(await names()).not.toContain('o/one'), eventually)
  })

  it('follows a root that goes and comes', async () => {
    await rename(place, `${place}.away`)
    await vi.waitFor(() => expect(test.library.roots()).toMatchObject([{ online: false }]), eventually)
    await writeFile(join(`${place}.away`, 'meanwhile.safetensors'), sd1Lora('meanwhile'))
    await rename(`${place}.away`, place)
    await vi.waitFor(async () => expect(await names()).toEqual(['ink', 'meanwhile']), eventually)
  })
})

it('looks now and then at a folder that cannot be watched, and says so once', async () => {
  const changes: string[] = []
  const reasons: string[] = []
  const watch = await watchFolder(join(test.home, 'not-there'), {
    pollMs: 20,
    isIgnored: () => false,
    onChange: (folder) => void changes.push(folder),
    onFallback: (reason) => void reasons.push(reason),
  })
  expect(watch.kind).toBe('polling')
  await vi.waitFor(() => expect(changes.length).toBeGreaterThan(1), eventually)
  watch.close()
  expect(reasons).toHaveLength(1)
})
