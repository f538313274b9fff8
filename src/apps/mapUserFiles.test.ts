import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { makeComfyui } from '../../test/support/comfyuiDouble.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'
import { writeSafetensors } from '../../test/support/writeSafetensors.ts'
import { systemErrorCode } from '../foundation/errors.ts'
import { conflictPolicies } from './mapping/conflictPolicies.ts'

const commit = 'c'.repeat(40)
const block = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k'
const lora = writeSafetensors({
  [`${block}.lora_down.weight`]: { shape: [4, 768] },
  [`${block}.lora_up.weight`]: { shape: [320, 4] },
})
let world: TestApps
beforeAll(async () => {
  world = await openTestApps()
  const record = { type: 'LORA' }
  await world.home.shelve('civitai-1', { 'a.safetensors': '1', 'b.safetensors': '2' }, { record })
  await world.home.shelve('civitai-2', { 'A.safetensors': '3' }, { record })
  await shelveTree()
})
afterAll(() => world.close())

async function shelveTree(): Promise<void> {
  const files = { 'x/y.bin': '4', 'z.json': '5' }
  await world.home.shelve('o--m', files, { commit, record: { pipeline_tag: 'text-generation' } })
}

// Places where mapping wants to link, write or needs a folder, and others.
const places = [
  'ComfyUI/models/loras/a.safetensors',
  'ComfyUI/models/loras/2-A.safetensors',
  'ComfyUI/models/loras/b.safetensors',
  'ComfyUI/models/loras/other.safetensors',
  'ComfyUI/models/loras/own.safetensors',
  'ComfyUI/models/LLM',
  'ComfyUI/models/LLM/m',
  'ComfyUI/models/LLM/m/x',
  'ComfyUI/models/LLM/m/z.json',
  'ComfyUI/models/LLM/m/x/y.bin',
  'ComfyUI/models/LLM/n/mine.bin',
  'hub/models--o--m',
  'hub/models--o--m/refs/main',
  `hub/models--o--m/snapshots/${commit}/x`,
  `hub/models--o--m/snapshots/${commit}/z.json`,
  'hub/models--o--m/blobs/mine',
  'fooocus/config.txt.weighthouse',
  'fooocus/models/loras',
]
const thing = fc.record({
  place: fc.constantFrom(...places),
  kind: fc.constantFrom('file', 'folder', 'link to nowhere', 'link to a folder', 'link upwards', 'link to itself'),
})
const step = fc.oneof(
  fc.constantFrom(...conflictPolicies).map((map) => ({ map })),
  fc.constant('unmap' as const),
  fc.constantFrom('delete a model' as const, 'scan' as const),
  thing.map((put) => ({ put })),
  fc.tuple(fc.constantFrom(...places), fc.constantFrom(...places)).map((move) => ({ move })),
)
type Step = Exclude<typeof step extends fc.Arbitrary<infer T> ? T : never, undefined>

// The place is taken, below a file or a link to nowhere, or not there.
const refusals = ['EEXIST', 'ENOTDIR', 'ENOENT', 'ELOOP', 'EINVAL', 'ENOTEMPTY', 'EISDIR']

async function unlessRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!refusals.includes(systemErrorCode(error) ?? '')) throw error
    return false
  }
}

/** Puts something of the user's there, unless something is there. */
async function put(folder: string, { place, kind }: { place: string; kind: string }): Promise<boolean> {
  const path = join(folder, place)
  return unlessRefused(async () => {
    await mkdir(dirname(path), { recursive: true })
    if (kind === 'file') await writeFile(path, `mine: ${place}`, { flag: 'wx' })
    else if (kind === 'folder') await mkdir(path)
    else if (kind === 'link to nowhere') await symlink('/nowhere', path)
    else if (kind === 'link to a folder') await symlink(join(folder, 'outside'), path)
    else if (kind === 'link upwards') await symlink('..', path)
    else await symlink(path, path)
  })
}

/** Three applications: links, hard links with small files, and settings. */
async function makeApps(folder: string): Promise<string[]> {
  await makeComfyui(join(folder, 'ComfyUI'))
  await mkdir(join(folder, 'hub'))
  await mkdir(join(folder, 'fooocus', 'models'), { recursive: true })
  await mkdir(join(folder, 'fooocus', 'modules'))
  for (const [name, text] of [
    ['fooocus_version.py', ''],
    ['modules/config.py', ''],
    ['config.txt', '{ "path_loras": [ "/mine" ] }'],
  ] as const) {
    await writeFile(join(folder, 'fooocus', name), text)
  }
  const { apps } = world
  return [
    (await apps.add('comfyui', join(folder, 'ComfyUI'))).id,
    (await apps.add('huggingface-cache', join(folder, 'hub'))).id,
    (await apps.add('fooocus', join(folder, 'fooocus'), { variant: 'config' })).id,
  ]
}

/** What the ledger says is ours, relative to the folder. */
async function oursIn(folder: string): Promise<Set<string>> {
  const rows = await world.database.kysely.selectFrom('app_link').select('target_path').execute()
  const inside = rows.filter((row) => row.target_path.startsWith(`${folder}/`))
  return new Set(inside.map((row) => row.target_path.slice(folder.length + 1)))
}

/** Does one step; the user's moves leave what is ours where it is. */
async function take(folder: string, ids: string[], one: Step): Promise<void> {
  if (one === 'unmap') await world.apps.unmap({ apps: ids })
  else if (one === 'delete a model') {
    if (!(await world.home.library.has(['o--m'])).has('o--m')) return
    const { path } = await world.home.library.get('o--m')
    await rm(path, { recursive: true })
    await world.home.library.scan()
  } else if (one === 'scan') await world.home.library.scan({ path: join(folder, 'outside') })
  else if ('map' in one) await world.apps.map({ apps: ids, onConflict: one.map })
  else if ('put' in one) await put(folder, one.put)
  else {
    const [from, to] = one.move
    const ours = await oursIn(folder)
    const touched = [...ours].some((path) => path === from || path.startsWith(`${from}/`) || path === to)
    if (touched) return
    await unlessRefused(async () => {
      await mkdir(dirname(join(folder, to)), { recursive: true })
      await rename(join(folder, from), join(folder, to))
    })
  }
}

describe("a user's files in applications", () => {
  test('are where they are and what they are, whatever is mapped, unmapped, deleted, moved and put in the way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(thing, { maxLength: 4 }), fc.array(step, { maxLength: 7 }), async (things, steps) => {
        if (!(await world.home.library.has(['o--m'])).has('o--m')) await shelveTree()
        const folder = await mkdtemp(join(world.home.home, 'apps-'))
        await mkdir(join(folder, 'outside'))
        await writeFile(join(folder, 'outside/precious.bin'), 'precious')
        await writeFile(join(folder, 'outside/own.safetensors'), lora)
        const ids = await makeApps(folder)
        for (const each of things) await put(folder, each)
        let before = await readTree(folder)

        for (const one of steps) {
          const isUsers = typeof one !== 'string' && !('map' in one)
          if (isUsers) {
            const ours = await oursIn(folder)
            await take(folder, ids, one)
            // From now on this is what the user has.
            before = usersPart(await readTree(folder), ours, before)
          } else {
            await take(folder, ids, one)
            const ours = await oursIn(folder)
            expect(usersPart(await readTree(folder), ours, before)).toEqual(before)
          }
        }
        await world.apps.unmap({ apps: ids })
        for (const id of ids) await world.apps.remove(id)
        const after = await readTree(folder)
        expect(await oursIn(folder)).toEqual(new Set())
        // Folders of ours stay while something of the user's is in them; nothing else is left, and nothing is missing.
        const rest = Object.entries(after).filter(([path, content]) => content !== '/' || path in before)
        expect(Object.fromEntries(rest)).toEqual(before)
        for (const { id } of world.home.library.roots()) await world.home.library.removeRoot(id)
        await rm(folder, { recursive: true })
      }),
      { numRuns: 60 },
    )
  }, 240_000)
})

/** The tree without what is ours: places in the ledger, and the settings file while we have entries in it. */
function usersPart(tree: Record<string, string>, ours: ReadonlySet<string>, before: Record<string, string>) {
  const settings = 'fooocus/config.txt'
  return Object.fromEntries(
    Object.entries(tree).flatMap(([path, content]): [string, string][] => {
      if (path === settings && ours.has(path)) return [[path, before[path] ?? '']]
      return ours.has(path) ? [] : [[path, content]]
    }),
  )
}
