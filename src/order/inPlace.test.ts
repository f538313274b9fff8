import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { readTree } from '../../test/support/readTree.ts'

let world: TestOrder
let folder: string
let slug: string
beforeEach(async () => {
  world = await openTestOrder()
  folder = join(world.home, 'mine')
  await mkdir(join(folder, 'loras'), { recursive: true })
  await writeFile(join(folder, 'loras/night.safetensors'), 'the user’s weights')
  await world.library.scan({ path: folder })
  slug = (await world.library.list()).models[0]?.slug ?? ''
})
afterEach(() => removeTestOrder(world))

describe('a model in place', () => {
  test('is only forgotten by a removal, and comes back by undo with what the user said of it', async () => {
    const before = await readTree(folder)
    await world.order.move(slug, { name: 'Night' })
    const removal = await world.order.remove(slug)
    expect(removal).toMatchObject({ storage: 'in_place' })
    expect(await readTree(folder)).toEqual(before)
    expect((await world.library.list()).total).toBe(0)
    await world.order.undo()
    expect((await world.library.get(slug)).overrides).toMatchObject({ title: 'Night' })
    await world.order.remove(slug, { purge: true })
    expect(await readTree(folder)).toEqual(before)
  })

  test('gets a title where a shelved one gets another folder, and is never moved', async () => {
    const before = await readTree(folder)
    const move = await world.order.move(slug, { name: 'Night over Prague' })
    expect(move).toMatchObject({ apps: [], note: expect.stringContaining('Your files keep their names') as string })
    expect((await world.library.get(slug)).overrides).toEqual({ title: 'Night over Prague' })
    await expect(world.order.move(slug, { family: 'night' })).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await expect(world.order.move(slug, { name: 'x'.repeat(301) })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(await world.order.undo()).toMatchObject({ kind: 'move', slug })
    expect((await world.library.get(slug)).overrides).toEqual({})
    expect(await readTree(folder)).toEqual(before)
  })

  test('that was removed stays out of later scans, wherever its file is, until that is taken back or asked for', async () => {
    await writeFile(join(folder, 'loras/other.safetensors'), 'others')
    await world.library.scan({ path: folder })
    await world.order.remove(slug)
    const scan = async (options: { again?: boolean } = {}) => {
      const { roots } = await world.library.scan({ path: folder, ...options })
      return { keptOut: roots[0]?.keptOut, models: roots[0]?.models, known: (await world.library.list()).total }
    }
    expect(await scan()).toEqual({ keptOut: 1, models: 1, known: 1 })
    await rename(join(folder, 'loras/night.safetensors'), join(folder, 'loras/moved.safetensors'))
    expect(await scan()).toEqual({ keptOut: 1, models: 1, known: 1 })
    await world.library.scan({ rebuild: true })
    expect((await world.library.list()).total).toBe(1)
    await rename(join(folder, 'loras/moved.safetensors'), join(folder, 'loras/night.safetensors'))
    await world.order.undo()
    expect(await scan()).toMatchObject({ keptOut: 0, known: 2 })

    // Also when its entry has left the trash.
    await world.order.remove(slug, { purge: true })
    await writeFile(join(folder, 'loras/third.safetensors'), 'more')
    expect(await scan()).toEqual({ keptOut: 1, models: 2, known: 2 })
    expect(await scan({ again: true })).toEqual({ keptOut: 0, models: 3, known: 3 })
    await writeFile(join(folder, 'loras/fourth.safetensors'), 'yet more')
    expect(await scan()).toEqual({ keptOut: 0, models: 4, known: 4 })
    expect((await world.library.has([slug])).has(slug)).toBe(true)
  })

  test('that a scan has found again keeps the one in the trash from coming back', async () => {
    const { trashId = '' } = await world.order.remove(slug)
    await writeFile(join(folder, 'loras/other.safetensors'), 'others')
    await world.library.scan({ path: folder, again: true })
    expect((await world.library.has([slug])).has(slug)).toBe(true)
    await expect(world.order.restore(trashId)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
