import { mkdir, writeFile } from 'node:fs/promises'
import { join, posix } from 'node:path'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { appDoubles } from '../../test/support/appDoubles.ts'
import type { Shown } from '../../test/support/apps/appDouble.ts'
import { comfyui } from '../../test/support/apps/comfyui.ts'
import { llamacppFolder } from '../../test/support/apps/llamacppFolder.ts'
import { type InvokeaiDouble, startInvokeai } from '../../test/support/invokeaiDouble.ts'
import {
  type AppLayout,
  appLayouts,
  type ExpectedModel,
  writeAppLayout,
} from '../../test/support/layouts/appLayouts.ts'
import { type TakenList, takenByApps } from '../../test/support/layouts/takenByApps.ts'
import { type OllamaDouble, startOllama } from '../../test/support/ollamaDouble.ts'
import { openTestApps, type TestApps } from '../../test/support/openTestApps.ts'
import { takePicture } from '../../test/support/takePicture.ts'

/** An application as it is added, in one of the ways that its mapping offers. */
interface Target {
  app: string
  variant: string
  /** Where its lists stand in takenByApps; `app`, or `app variant`, unless said. */
  key?: string
  make(parent: string): Promise<{ path: string; url?: string }>
  list(path: string): Promise<Shown> | Shown
}

let ollama: OllamaDouble
let invokeai: InvokeaiDouble
beforeAll(async () => {
  ollama = await startOllama()
  invokeai = await startInvokeai({ looks: 0 })
})
afterAll(() => Promise.all([ollama.close(), invokeai.close()]))

const byName = (names: Iterable<string>): Shown => {
  const models = [...names].sort()
  return models.length === 0 ? {} : { models }
}
const targets: readonly Target[] = [
  ...[comfyui, ...appDoubles].map(({ id, make, list }) => ({
    app: id,
    variant: 'default',
    make: async (parent: string) => ({ path: await make(parent) }),
    list,
  })),
  ...[comfyui, ...appDoubles.filter(({ id }) => ['sdnext', 'fooocus', 'swarmui'].includes(id))].map(
    ({ id, make, list }) => ({
      app: id,
      variant: 'config',
      make: async (parent: string) => ({ path: await make(join(parent, 'config')) }),
      list,
    }),
  ),
  {
    app: 'llamacpp',
    variant: 'default',
    key: 'llamacpp folder',
    make: async (parent) => ({ path: await llamacppFolder.make(parent) }),
    list: llamacppFolder.list,
  },
  {
    app: 'ollama',
    variant: 'default',
    async make(parent) {
      const path = join(parent, 'ollama')
      await mkdir(join(path, 'models/blobs'), { recursive: true })
      await writeFile(join(path, 'id_ed25519'), 'key')
      return { path, url: ollama.url }
    },
    list: () => byName(ollama.models.keys()),
  },
  {
    app: 'invokeai',
    variant: 'default',
    async make(parent) {
      const path = join(parent, 'invokeai')
      await mkdir(join(path, 'models'), { recursive: true })
      await writeFile(join(path, 'invokeai.yaml'), '')
      return { path, url: invokeai.url }
    },
    list: () => byName(invokeai.models.map(({ name }) => name)),
  },
]

let world: TestApps
beforeEach(async () => {
  world = await openTestApps()
  ollama.models.clear()
  invokeai.models.length = 0
})
afterEach(() => world.close())

/** What an application has to show of a root; the models in the order in which the library has them, since names are given in turn. */
function expectShown(lists: readonly TakenList[], models: readonly ExpectedModel[], layout: AppLayout): Shown {
  const shown: Shown = {}
  for (const { list, nameOf, named } of lists) {
    const taken = new Set<string>()
    const names: string[] = []
    const folderOf = ({ path }: ExpectedModel) => posix.dirname(path)
    // Where the settings take some folders only, the outermost ones are named.
    const folders = models
      .filter((model) => named && (model.inside ?? []).some((file) => nameOf(model, file) !== undefined))
      .map(folderOf)
      .filter((folder, index, all) => all.indexOf(folder) === index && isPure(folder))
      .sort((one, other) => one.length - other.length)
      .slice(0, named?.most)
    for (const model of models) {
      const own: string[] = []
      for (const file of model.inside ?? []) {
        const name = nameOf(model, file)
        if (name === undefined || (named && !folders.includes(folderOf(model)))) continue
        names.push(taken.has(name) ? otherName(name, model) : name)
        // Several files of a model may stand under its one name.
        own.push(name)
      }
      for (const name of own) taken.add(name)
    }
    if (names.length > 0) shown[list] = [...new Set(names)].sort()

    /** Everything that naming the folder would show belongs into this list. */
    function isPure(folder: string): boolean {
      const below = Object.keys(layout.tree).filter(
        (path) => posix.dirname(path) === folder || path.startsWith(folder === '.' ? '' : `${folder}/`),
      )
      return below
        .filter((path) => named?.endings.includes(posix.extname(path)))
        .every((path) => models.some((model) => model.path === path && nameOf(model, posix.basename(path))))
    }
  }
  return shown
}

/** A cache of the hub shows what lies in another cache, of which repository and commit are known. */
function expectInCache(models: readonly ExpectedModel[]): Shown {
  return Object.fromEntries(
    models.flatMap(({ hub, inside = [] }) => (hub ? [[`models--${hub.repo}@main`, inside.toSorted()]] : [])),
  )
}

/** What was there before, and what comes to it. */
function merge(one: Shown, other: Shown): Shown {
  const lists = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...lists].map((list) => [list, [...(one[list] ?? []), ...(other[list] ?? [])].sort()]))
}

/** What a file is called where another model's has its name. */
function otherName(name: string, { called = '' }: ExpectedModel): string {
  if (name.startsWith('weighthouse/')) return name.replace(':latest', `-${called.toLowerCase()}:latest`)
  return name.replace(/[^/]+$/, (base) => `${called}-${base}`)
}

describe.each(appLayouts)("a folder laid out as $layout's", (appLayout) => {
  test('is found, its models are seen in every other application in each way, and unmap leaves no trace', async () => {
    const { home } = world
    const root = await writeAppLayout(join(home.home, 'drive'), appLayout)
    const report = await home.library.scan({ path: root })
    expect(report.roots[0]?.layouts).toContain(appLayout.layout)
    const models: ExpectedModel[] = []
    for await (const { repoId } of home.library.iterate()) {
      const model = appLayout.expected.find(({ path }) => path === repoId)
      if (!model) throw new Error(`${repoId} was not expected`)
      const { name, base } = posix.parse(model.path)
      models.push({ called: name, inside: [base], ...model })
    }
    expect(models).toHaveLength(appLayout.expected.length)

    const places: { id: string; path: string; key: string; target: Target; empty: Shown }[] = []
    for (const target of targets) {
      const { path, url } = await target.make(join(home.home, 'apps'))
      const { id } = await world.apps.add(target.app, path, { url, variant: target.variant })
      const { app, variant, key = variant === 'default' ? app : `${app} ${variant}` } = target
      places.push({ id, path, key, target, empty: await target.list(path) })
    }
    const apps = await takePicture(join(home.home, 'apps'))
    const source = await takePicture(root)

    const plans = await world.apps.map()
    expect(plans.filter(({ conflicts, problem }) => conflicts > 0 || problem)).toEqual([])
    const shown: Record<string, Shown> = {}
    const expected: Record<string, Shown> = {}
    for (const { key, path, target, empty } of places) {
      shown[key] = await target.list(path)
      const seen =
        key === 'huggingface-cache' ? expectInCache(models) : expectShown(takenByApps[key] ?? [], models, appLayout)
      expected[key] = merge(empty, seen)
    }
    expect(shown).toEqual(expected)
    expect(Object.values(expected).some((lists) => Object.keys(lists).length > 0)).toBe(true)
    expect(await takePicture(root)).toEqual(source)
    const again = await world.apps.map()
    expect(again.map(({ created, repaired, removed }) => created + repaired + removed)).toEqual(again.map(() => 0))

    await world.apps.unmap()
    expect(await takePicture(join(home.home, 'apps'))).toEqual(apps)
    expect(await takePicture(root)).toEqual(source)
    expect([...ollama.models.keys(), ...invokeai.models]).toEqual([])
    expect(await world.database.kysely.selectFrom('app_link').selectAll().execute()).toEqual([])
  })
})
