import { mkdir, writeFile } from 'node:fs/promises'
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

  test('that a scan has found again keeps the one in the trash from coming back', async () => {
    const { trashId = '' } = await world.order.remove(slug)
    await writeFile(join(folder, 'loras/other.safetensors'), 'others')
    await world.library.scan({ path: folder })
    expect((await world.library.has([slug])).has(slug)).toBe(true)
    await expect(world.order.restore(trashId)).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})
