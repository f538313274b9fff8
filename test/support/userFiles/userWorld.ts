import { link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { systemErrorCode } from '../../../src/foundation/errors.ts'
import { makeFiles } from '../apps/appDouble.ts'
import { makeComfyui } from '../comfyuiDouble.ts'
import { crashAtChange, type Life, ofLife } from '../crash/crashAtChange.ts'
import { sd1Lora } from '../layouts/weights.ts'
import { openOrderIn, type TestOrder } from '../openTestOrder.ts'
import { takePicture } from '../takePicture.ts'
import { commit, type Order, type Thing, type UsersStep } from './steps.ts'

/** A house, the user's applications and folders, and time that passes. */
export interface UserWorld {
  /** Everything of the user's: applications, and folders of models. */
  readonly folder: string
  readonly house: TestOrder
  /** Does what the user does by himself; the places in `ours` stay as they are. Returns where something is that was not. */
  act(step: UsersStep, ours: ReadonlySet<string>): Promise<string | undefined>
  /**
   * Carries an order out, in a process that is killed at a change if that is given, and then opened again.
   * @returns true when it was killed
   */
  carryOut(order: Order, killAt?: number): Promise<boolean>
  /** What the ledger says is ours, relative to the folder. */
  ours(): Promise<Set<string>>
  /** Takes everything back, and forgets the applications and roots. */
  leave(): Promise<void>
  close(): Promise<void>
}

// The place is taken, below a file or a link to nowhere, or not there.
const refusals = ['EEXIST', 'ENOTDIR', 'ENOENT', 'ELOOP', 'EINVAL', 'ENOTEMPTY', 'EISDIR']
const dayMs = 24 * 60 * 60 * 1000
const same = sd1Lora('same')

export async function openUserWorld(): Promise<UserWorld> {
  const home = await mkdtemp(join(tmpdir(), 'weighthouse-user-'))
  const folder = join(home, 'user')
  let passed = 0
  let life: Life = { over: false }
  const open = () =>
    openOrderIn(home, { clock: () => Date.now() + passed, wrapDatabase: (database) => ofLife(database, life) })
  let house = await open()
  const ended: TestOrder[] = []
  let lastPut = 0
  await makeFiles(folder, {
    'outside/precious.bin': 'precious',
    'hub/CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55',
    'fooocus/fooocus_version.py': '',
    'fooocus/modules/config.py': '',
    'fooocus/config.txt': '{ "path_loras": [ "/mine" ] }',
    'mine/notes.txt': 'my notes',
  })
  await mkdir(join(folder, 'fooocus/models'))
  await makeComfyui(join(folder, 'ComfyUI'))
  await writeFile(join(folder, 'outside/own.safetensors'), sd1Lora('own'))
  await mkdir(join(folder, 'mine/loras'))
  await writeFile(join(folder, 'mine/ink.safetensors'), sd1Lora('ink'))
  await writeFile(join(folder, 'mine/ink.json'), '{"notes": "mine"}')
  for (const name of ['same', 'twin']) await writeFile(join(folder, `mine/loras/${name}.safetensors`), same)
  await pull()
  // Links, hard links with small files, and settings of two kinds.
  const ids = [
    (await house.apps.add('comfyui', join(folder, 'ComfyUI'))).id,
    (await house.apps.add('huggingface-cache', join(folder, 'hub'))).id,
    (await house.apps.add('fooocus', join(folder, 'fooocus'), { variant: 'config' })).id,
  ]

  return {
    folder,
    get house() {
      return house
    },
    async act(step, ours) {
      const isOurs = (path: string) => [...ours].some((own) => own === path || own.startsWith(`${path}/`))
      switch (step.user) {
        case 'put':
          return (await unlessRefused(() => put(step.thing))) ? step.thing.place : undefined
        case 'delete':
          if (!isOurs(step.place)) {
            await unlessRefused(() => rm(join(folder, step.place), { recursive: true, force: true }))
          }
          return undefined
        case 'move': {
          const { from, to } = step
          const isDone =
            !isOurs(from) &&
            !ours.has(to) &&
            (await unlessRefused(async () => {
              await mkdir(dirname(join(folder, to)), { recursive: true })
              await rename(join(folder, from), join(folder, to))
            }))
          return isDone ? to : undefined
        }
      }
    },
    async carryOut(order, killAt) {
      if (killAt === undefined) {
        await take(order)
        return false
      }
      const killed = await crashAtChange({ folder: home, life, change: killAt }, () => take(order))
      if (!killed) return false
      ended.push(house)
      life = { over: false }
      house = await open()
      // What a process holds ends with it; this one's number lives on.
      await house.database.kysely.deleteFrom('store_lease').execute()
      await house.order.recover()
      return true
    },
    async ours() {
      const rows = await house.database.kysely.selectFrom('app_link').select('target_path').execute()
      return new Set(rows.map((row) => row.target_path.slice(folder.length + 1)))
    },
    async leave() {
      await house.apps.unmap({ apps: ids })
      for (const id of ids) await house.apps.remove(id)
      for (const { id } of house.library.roots()) await house.library.removeRoot(id)
    },
    async close() {
      for (const each of [...ended, house]) await each.close()
      await rm(home, { recursive: true })
    },
  }

  async function pull(): Promise<void> {
    const there = await house.library.has(['civitai-1', 'civitai-2', 'o--m'])
    if (!there.has('civitai-1')) await house.shelve('civitai-1', { 'a.safetensors': '1', 'b.safetensors': '2' })
    if (!there.has('civitai-2')) await house.shelve('civitai-2', { 'A.safetensors': '3' })
    const files = { 'x/y.bin': '4', 'z.json': '5' }
    if (!there.has('o--m')) await house.shelve('o--m', files, { pipeline_tag: 'text-generation' }, commit)
  }

  async function put({ place, kind }: Thing): Promise<void> {
    const path = join(folder, place)
    await mkdir(dirname(path), { recursive: true })
    switch (kind) {
      case 'file':
        return writeFile(path, `mine: ${place}`, { flag: 'wx' })
      case 'weights':
        return writeFile(path, sd1Lora(`${place} ${lastPut++}`), { flag: 'wx' })
      case 'the same weights':
        return writeFile(path, same, { flag: 'wx' })
      case 'a hard link of weights':
        return link(join(folder, 'outside/own.safetensors'), path)
      case 'folder':
        await mkdir(path)
        return
      case 'link to weights':
        return symlink(join(folder, 'outside/own.safetensors'), path)
      case 'link to nowhere':
        return symlink('/nowhere', path)
      case 'link to a folder':
        return symlink(join(folder, 'outside'), path)
      case 'link upwards':
        return symlink('..', path)
      case 'link to itself':
        return symlink(path, path)
    }
  }

  async function take(order: Order): Promise<unknown> {
    const { library, apps, upkeep } = house
    switch (order.do) {
      case 'map':
        return apps.map({ apps: ids, onConflict: order.onConflict })
      case 'unmap':
        return apps.unmap({ apps: ids })
      case 'scan':
        return library.scan({ path: join(folder, 'mine') })
      case 'hash':
        return library.hash()
      case 'gc':
        return upkeep.collectGarbage({ graceMs: 0 })
      case 'undo':
        return house.order.undo()
      case 'restore':
        return house.order.restore((await house.order.listTrash())[0]?.id ?? 'nothing')
      case 'empty':
        return house.order.emptyTrash()
      case 'expire':
        passed += 31 * dayMs
        return house.order.expire()
      case 'pull':
        return pull()
      case 'forget': {
        const [root] = library.roots()
        return root && library.removeRoot(root.id)
      }
      case 'import':
        return library.import({ paths: [join(folder, order.path)], method: order.method })
      case 'rename':
        return house.order.move(await slugOf(order.slug), { name: order.name })
      case 'remove':
        return house.order.remove(await slugOf(order.slug))
      case 'link':
        return house.order.linkDuplicates({ inPlace: order.inPlace })
    }
  }

  async function slugOf(word: string): Promise<string> {
    const models = await Array.fromAsync(house.library.iterate())
    const found = word === 'the first' ? models[0] : word === 'the last' ? models.at(-1) : undefined
    return found?.slug ?? word
  }
}

async function unlessRefused(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!refusals.includes(systemErrorCode(error) ?? '')) throw error
    return false
  }
}

/** What was cut off may still lie beside settings; the next map or unmap takes it away. */
const leftBeside = /\.weighthouse-[0-9a-f]{16}$/
const settings = ['fooocus/config.txt', 'ComfyUI/extra_model_paths.yaml']

/**
 * The folder without what is ours: places in the ledger that were free, and settings while we have entries in them.
 * @param put where the user has just put something; a killed process may have had it in mind
 */
export async function takeUsersPart(
  world: UserWorld,
  before: Record<string, string>,
  put = '',
): Promise<Record<string, string>> {
  const ours = await world.ours()
  return Object.fromEntries(
    Object.entries(await takePicture(world.folder)).flatMap(([path, content]): [string, string][] => {
      if (leftBeside.test(path)) return []
      const isUsers = path === put || path.startsWith(`${put}/`) || (path in before && !settings.includes(path))
      if (!ours.has(path) || isUsers) return [[path, content]]
      const was = before[path]
      return was === undefined ? [] : [[path, was]]
    }),
  )
}
