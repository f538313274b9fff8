import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listComfyuiModels, makeComfyui } from '../../test/support/comfyuiDouble.ts'
import { openOrderIn, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import type { OrderTask } from '../../test/support/orderProcess.ts'
import { readTree } from '../../test/support/readTree.ts'
import { separate } from '../../test/support/separate.ts'
import { decideIdentity } from '../library/curate/decideIdentity.ts'
import { orderSteps } from './orderParts.ts'

let home: string
let world: TestOrder
let shelf: Record<string, string>
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-order-'))
  await makeComfyui(join(home, 'ComfyUI'))
  world = await openOrderIn(home)
  await world.apps.add('comfyui', world.comfyui)
  await world.shelve('civitai-1', { 'a.safetensors': 'aaaa', 'more/b.txt': 'b' })
  await world.apps.map()
  shelf = await modelFiles()
})
afterEach(() => removeTestOrder(world))

/** Files of the model wherever it is on the shelves; without metadata.json, whose time changes. */
async function modelFiles(): Promise<Record<string, string>> {
  const tree = await readTree(world.library.directory)
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([path, text]) => text !== '/' && /^diffusion\/.*(?:a\.safetensors|b\.txt)$/.test(path))
      .map(([path, text]) => [path.split('/').slice(3).join('/'), text]),
  )
}

/** Does a part of the task in a process that ends itself at a step, and opens the house again. */
async function killAt(task: Omit<OrderTask, 'home'>): Promise<void> {
  await world.close()
  const output = await new Promise<string>((done) => {
    const order = JSON.stringify({ home, ...task })
    execFile(process.execPath, ['test/support/orderProcess.ts', order], (error, stdout, stderr) => {
      done(error?.signal === 'SIGKILL' ? 'killed' : stdout + stderr)
    })
  })
  world = await openOrderIn(home)
  expect(output).toBe('killed')
  await world.order.recover()
}

const loras = async () => (await listComfyuiModels(join(world.comfyui, 'models')))['loras'] ?? []

async function expectOnShelf(): Promise<void> {
  expect(await modelFiles()).toEqual(shelf)
  expect((await world.library.get('civitai-1')).fileCount).toBe(2)
  expect(await loras()).toContain('a.safetensors')
  expect(await world.order.listTrash()).toEqual([])
}

async function expectInTrash(): Promise<void> {
  expect(await modelFiles()).toEqual({})
  expect((await world.library.list()).total).toBe(0)
  expect(await loras()).toEqual([])
  const [entry] = await world.order.listTrash()
  const files = await readTree(entry?.folder ?? '')
  expect(files).toMatchObject({ 'a.safetensors': 'aaaa', 'more/b.txt': 'b' })
}

const stepsOf = (begin: string) => orderSteps.filter((step) => step.startsWith(begin))

describe('a process that is killed', () => {
  test.each(stepsOf('removal:'))('at %s leaves the model wholly on its shelf or wholly in the trash', async (step) => {
    await killAt({ task: 'remove', id: 'civitai-1', killAt: step })
    const moved = step === 'removal: in the trash' || step === 'removal: known'
    await (moved ? expectInTrash() : expectOnShelf())
    expect(await world.library.scan()).toMatchObject({ models: moved ? 0 : 1, problems: [] })
    // What is left does what it always does.
    if (moved) await world.order.undo()
    else await world.order.remove('civitai-1')
    await (moved ? expectOnShelf() : expectInTrash())
  })

  test.each(stepsOf('restore:'))('at %s leaves the model wholly on its shelf or wholly in the trash', async (step) => {
    const { trashId = '' } = await world.order.remove('civitai-1')
    await killAt({ task: 'restore', id: trashId, killAt: step })
    await (step === 'restore: written down' ? expectInTrash() : expectOnShelf())
  })

  test.each(stepsOf('empty:'))('at %s leaves an entry that the next emptying ends', async (step) => {
    const { trashId = '' } = await world.order.remove('civitai-1')
    await killAt({ task: 'empty', id: trashId, killAt: step })
    expect(await world.order.emptyTrash()).toMatchObject({ kept: [] })
    expect(await world.order.listTrash()).toEqual([])
    expect((await world.library.list()).total).toBe(0)
  })

  test.each(stepsOf('link:'))('at %s leaves every file whole, linked or not, and nothing beside it', async (step) => {
    const [file] = (await world.library.get('civitai-1')).files.filter(({ path }) => path === 'a.safetensors')
    await separate(file?.location ?? '')
    await killAt({ task: 'link', id: '', killAt: step })
    expect(await modelFiles()).toEqual(shelf)
    expect(Object.keys(await readTree(world.library.directory)).filter((path) => path.includes('shelving'))).toEqual([])
    const linked = step === 'link: in place'
    expect((await world.order.duplicates()).groups).toHaveLength(linked ? 0 : 1)
    expect(await world.library.scan()).toMatchObject({ models: 1, problems: [] })
    if (!linked) return
    expect(await world.order.undo()).toMatchObject({ kind: 'link', problems: [] })
    expect((await world.order.duplicates()).groups).toHaveLength(1)
  })

  test.each(stepsOf('move:'))('at %s leaves the model at its old or its new place, linked', async (step) => {
    await killAt({ task: 'move', id: 'civitai-1', killAt: step })
    await expectOnShelf()
    const { path, metadata } = await world.library.get('civitai-1')
    expect(path.endsWith('other-family/renamed')).toBe(step !== 'move: written down')
    expect(metadata.family === 'other-family').toBe(step !== 'move: written down')
    expect(await world.library.scan()).toMatchObject({ models: 1, changed: 0, problems: [] })
    if (step !== 'move: written down') {
      await world.order.undo()
      expect((await world.library.get('civitai-1')).path).not.toContain('other-family')
      await expectOnShelf()
    }
  })

  test('while a folder follows what its model is leaves it at its old or its new place, linked', async () => {
    await world.library.rewrite('civitai-1', ({ metadata }) => ({
      overrides: decideIdentity(undefined, metadata, { family: 'flux1' }, 0),
    }))
    const { family } = (await world.library.get('civitai-1')).metadata
    await killAt({ task: 'settle', id: '', killAt: 'move: renamed' })
    await expectOnShelf()
    const { path, metadata } = await world.library.get('civitai-1')
    expect(path.endsWith('diffusion/flux1/1')).toBe(true)
    expect(metadata.family).toBe(family)
    expect(await world.order.settle()).toEqual({ moved: [], problems: [] })
    await expect(world.order.undo()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
