import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { openTestOrder, removeTestOrder, type TestOrder } from '../../test/support/openTestOrder.ts'
import { separate } from '../../test/support/separate.ts'
import { isWeighthouseError } from '../foundation/errors.ts'

const slugs = ['civitai-1', 'civitai-2', 'civitai-3']
const contents: Record<string, string> = {
  'civitai-1': 'same bytes',
  'civitai-2': 'same bytes',
  'civitai-3': 'other bytes',
}

type Step =
  | { do: 'remove' | 'separate' | 'pull'; slug: string }
  | { do: 'move'; slug: string; family: string }
  | { do: 'mine'; slug: string; name: string }
  | { do: 'undo' | 'restore' | 'empty' | 'link' | 'map' | 'unmap' | 'gc' | 'scan' | 'reopen' }

const slug = fc.constantFrom(...slugs)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('remove', 'separate', 'pull'), slug }),
  fc.record({ do: fc.constant('move'), slug, family: fc.constantFrom('one', 'two') }),
  fc.record({ do: fc.constant('mine'), slug, name: fc.constantFrom('mine.txt', 'sub/mine.txt') }),
  fc.record({ do: fc.constantFrom('undo', 'restore', 'empty', 'link', 'map', 'unmap', 'gc', 'scan', 'reopen') }),
)

async function take(world: TestOrder, one: Step, mine: Map<string, string>, number: number): Promise<void> {
  const { order, library, apps } = world
  switch (one.do) {
    case 'remove':
      await order.remove(one.slug)
      break
    case 'pull':
      await world.shelve(one.slug, { 'a.safetensors': contents[one.slug] ?? '' })
      break
    case 'separate': {
      const { files } = await library.get(one.slug)
      await separate(files[0]?.location ?? '')
      break
    }
    case 'move':
      await order.move(one.slug, { family: one.family })
      break
    case 'mine': {
      const path = join((await library.get(one.slug)).path, one.name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, `mine ${number}`)
      mine.set(`${one.slug}/${one.name}`, `mine ${number}`)
      break
    }
    case 'restore': {
      const [entry] = await order.listTrash()
      await order.restore(entry?.id ?? 'nothing')
      break
    }
    case 'undo':
      await order.undo()
      break
    case 'empty':
      await order.emptyTrash()
      break
    case 'link':
      await order.linkDuplicates()
      break
    case 'map':
      await apps.map()
      break
    case 'unmap':
      await apps.unmap()
      break
    case 'gc':
      await world.upkeep.collectGarbage({ graceMs: 0 })
      break
    case 'scan':
      await library.scan()
      break
    case 'reopen':
      await order.recover()
      break
  }
}

const expected = ['MODEL_NOT_FOUND', 'NOT_FOUND', 'CONFLICT'] as const

test('whatever is done in whatever order, models are whole and files of the user keep their bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const world = await openTestOrder()
      try {
        for (const one of slugs) await world.shelve(one, { 'a.safetensors': contents[one] ?? '' })
        const users = join(world.comfyui, 'models/loras/users.safetensors')
        await writeFile(users, 'the user’s')
        const mine = new Map<string, string>()
        for (const [number, one] of steps.entries()) {
          try {
            await take(world, one, mine, number)
          } catch (error) {
            // What cannot be done is refused, and nothing else.
            if (!isWeighthouseError(error, ...expected)) throw error
          }
          await expectWhole(world, mine)
        }
        expect(await readFile(users, 'utf8')).toBe('the user’s')
      } finally {
        await removeTestOrder(world)
      }
    }),
    { numRuns: 25 },
  )
}, 240_000)

async function expectWhole(world: TestOrder, mine: ReadonlyMap<string, string>): Promise<void> {
  const places = new Map<string, string>()
  for await (const { slug, path, files } of world.library.iterate()) {
    places.set(slug, path)
    for (const { location } of files) expect(await readFile(location, 'utf8')).toBe(contents[slug])
  }
  for (const { note, folder } of await world.order.listTrash()) {
    expect(await readFile(join(folder, 'a.safetensors'), 'utf8')).toBe(contents[note.slug])
    // Only once it is emptied may a model be gone, and then it is not in this list.
    if (!places.has(note.slug)) places.set(note.slug, folder)
  }
  for (const [name, text] of mine) {
    const [slug = '', ...rest] = name.split('/')
    // A folder with files of the user's cannot be removed, so it is on the shelf.
    expect(await readFile(join((await world.library.get(slug)).path, ...rest), 'utf8')).toBe(text)
  }
}
