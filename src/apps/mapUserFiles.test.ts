import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { makeComfyui } from '../../test/support/comfyuiDouble.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'

let world: TestApps
beforeAll(async () => {
  world = await openTestApps()
  const lora = { type: 'LORA' }
  await world.home.shelve('civitai-1', { 'a.safetensors': '1', 'b.safetensors': '2' }, { record: lora })
  await world.home.shelve('civitai-2', { 'A.safetensors': '3' }, { record: lora })
  await world.home.shelve('o--m', { 'x/y.bin': '4', 'z.json': '5' }, { record: { pipeline_tag: 'text-generation' } })
})
afterAll(() => world.close())

// Places where mapping wants to link or needs a folder, and others.
const places = [
  'loras/a.safetensors',
  'loras/2-A.safetensors',
  'loras/b.safetensors',
  'loras/other.safetensors',
  'LLM',
  'LLM/m',
  'LLM/m/x',
  'LLM/m/z.json',
  'LLM/m/x/y.bin',
  'LLM/n/mine.bin',
]
const thing = fc.record({
  place: fc.constantFrom(...places),
  kind: fc.constantFrom('file', 'folder', 'link to nowhere', 'link to a folder', 'link upwards'),
})
const step = fc.oneof(
  fc.constant('map' as const),
  fc.constant('unmap' as const),
  thing.map((put) => ({ put })),
)

/** Puts something of the user's into the models folder, unless something is there. */
async function put(models: string, outside: string, { place, kind }: { place: string; kind: string }): Promise<void> {
  const path = join(models, place)
  try {
    await mkdir(dirname(path), { recursive: true })
    if (kind === 'file') await writeFile(path, `mine: ${place}`, { flag: 'wx' })
    else if (kind === 'folder') await mkdir(path)
    else if (kind === 'link to nowhere') await symlink('/nowhere', path)
    else if (kind === 'link to a folder') await symlink(outside, path)
    else await symlink('..', path)
  } catch (error) {
    // The place is taken, or below a file or a link to nowhere.
    if (!/EEXIST|ENOTDIR|ENOENT|ELOOP/.test(String((error as NodeJS.ErrnoException).code))) throw error
  }
}

describe("a user's files in an application", () => {
  test('are where they were and what they were, whatever is mapped, unmapped and put in the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(thing, { maxLength: 4 }), fc.array(step, { maxLength: 6 }), async (things, steps) => {
        const folder = await mkdtemp(join(world.home.home, 'app-'))
        const models = join(folder, 'ComfyUI/models')
        const outside = join(folder, 'outside')
        await mkdir(outside)
        await writeFile(join(outside, 'precious.bin'), 'precious')
        await makeComfyui(join(folder, 'ComfyUI'))
        for (const each of things) await put(models, outside, each)
        const before = await readTree(folder)
        const { id } = await world.apps.add('comfyui', join(folder, 'ComfyUI'))
        const added: { path: string; kind: string }[] = []
        for (const each of steps) {
          if (each === 'map') await world.apps.map({ apps: [id] })
          else if (each === 'unmap') await world.apps.unmap({ apps: [id] })
          else {
            await put(models, outside, each.put)
            added.push({ path: each.put.place, kind: each.put.kind })
          }
        }
        const beforeUnmap = await readTree(folder)
        await world.apps.unmap({ apps: [id] })
        await world.apps.remove(id)
        const after = await readTree(folder)

        expect(after['outside/precious.bin']).toBe('precious')
        // Nothing was ever linked through a link of the user's.
        const library = join(world.home.home, 'models')
        const linked = Object.entries(beforeUnmap).filter(([, content]) => content.startsWith(`-> ${library}/`))
        expect(linked.filter(([path]) => path.startsWith('outside/'))).toEqual([])
        // All that was there at first is there, as it was.
        expect(after).toMatchObject(before)
        // What the user put in since is there too: everything but links into the library and folders is theirs.
        for (const [path, content] of Object.entries(beforeUnmap)) {
          if (content !== '/' && !content.startsWith(`-> ${library}/`)) expect(after[path]).toBe(content)
        }
        // And no link of ours is left.
        expect(Object.values(after).filter((content) => content.startsWith(`-> ${library}/`))).toEqual([])
        if (added.length === 0) expect(after).toEqual(before)
        await rm(folder, { recursive: true })
      }),
      { numRuns: 60 },
    )
  }, 120_000)
})
