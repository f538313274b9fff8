import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { appLayouts, writeAppLayout } from '../../../test/support/layouts/appLayouts.ts'
import { openTestLibrary, type TestLibrary } from '../../../test/support/openTestLibrary.ts'
import { readTree } from '../../../test/support/readTree.ts'
import { writeSparseSafetensors } from '../../../test/support/writeSparseWeights.ts'

let test: TestLibrary

beforeEach(async () => {
  test = await openTestLibrary()
})
afterEach(() => test.close())

it.each(appLayouts.map((layout) => [layout.layout, layout] as const))(
  'from a folder laid out like that of %s, a scan finds and identifies every model, and changes nothing',
  async (name, layout) => {
    const place = await writeAppLayout(join(test.home, 'apps'), layout)
    const before = await readTree(place)
    const { roots } = await test.library.scan({ path: place })

    const models = await Array.fromAsync(test.library.iterate())
    const details = await Promise.all(models.map(({ slug }) => test.library.get(slug)))
    const found = details
      .map(({ metadata, type, subtype, family, files }) => ({
        path: metadata.root_path,
        type,
        subtype,
        family,
        files: files.length,
        sha256: files[0]?.sha256,
        layout: metadata.layout,
      }))
      .sort((one, other) => ((one.path ?? '') < (other.path ?? '') ? -1 : 1))
    expect(found).toEqual(
      layout.expected
        .toSorted((one, other) => (one.path < other.path ? -1 : 1))
        .map(({ family, sha256, files = 1, called: _called, inside: _inside, hub: _hub, ...expected }) => ({
          ...expected,
          family: family ?? (expect.any(String) as unknown),
          files,
          sha256,
          layout: expect.any(String) as unknown,
        })),
    )
    expect(roots[0]?.layouts).toContain(name)
    expect(await readTree(place)).toEqual(before)
  },
)

it('knows an application by what is in it, also below a folder of several', async () => {
  for (const layout of appLayouts.slice(0, 3)) await writeAppLayout(join(test.home, 'apps'), layout)
  const { roots } = await test.library.scan({ path: join(test.home, 'apps') })
  expect(roots[0]?.layouts.toSorted()).toEqual(['a1111', 'comfyui', 'huggingface-cache', 'sd-next'])
})

it('suggests the other folders that ComfyUI reads, and tells downloads that are not finished', async () => {
  const [comfyui] = appLayouts
  const place = await writeAppLayout(join(test.home, 'apps'), comfyui!)
  const { roots } = await test.library.scan({ path: place })
  expect(roots[0]?.suggested).toEqual(['/srv/other/checkpoints'])
  expect(roots[0]?.unfinished).toEqual([join(place, 'models/loras/half.safetensors.part')])
})

it('calls models of InvokeAI by the names in its database', async () => {
  const layout = appLayouts.find(({ layout: name }) => name === 'invokeai')!
  await test.library.scan({ path: await writeAppLayout(join(test.home, 'apps'), layout) })
  const { models } = await test.library.list()
  expect(models.map(({ officialName }) => officialName)).toEqual(['Ink style', 'Old Diffusion'])
})

it('ends at links in a circle, and finds the bytes of a link to elsewhere', async () => {
  const place = join(test.home, 'apps', 'circle')
  const elsewhere = join(test.home, 'apps', 'elsewhere')
  await writeAppLayout(join(test.home, 'apps'), { ...appLayouts.at(-1)!, folder: 'elsewhere' })
  await mkdir(join(place, 'a/b'), { recursive: true })
  await symlink(place, join(place, 'a/b/up'))
  await symlink('self', join(place, 'self'))
  await symlink(elsewhere, join(place, 'linked'))
  await symlink('/nowhere/at/all', join(place, 'dangling.safetensors'))
  const { roots, problems } = await test.library.scan({ path: place })
  expect(roots[0]).toMatchObject({ added: 2 })
  expect(problems.map(({ path }) => path).toSorted()).toEqual([
    join(place, 'dangling.safetensors'),
    join(place, 'self'),
  ])
})

it('marks files that are not what their names say, whoever put them there, and tells why until they are whole', async () => {
  const place = join(test.home, 'mine')
  await mkdir(place)
  await writeFile(join(test.home, 'letter.txt'), 'Dear Sir or Madam')
  await writeFile(join(place, 'cut.safetensors'), Buffer.from([255, 255, 0, 0, 0, 0, 0, 0, 123]))
  await symlink(join(test.home, 'letter.txt'), join(place, 'linked.ckpt'))
  await writeFile(join(place, 'nothing.gguf'), '')
  await writeFile(join(place, 'old.pt'), '(lp0\n.')
  await writeSparseSafetensors(join(place, 'sound.safetensors'), { a: [2, 2] })
  await test.library.scan({ path: place })
  const broken = async () => {
    const models = await Array.fromAsync(test.library.iterate())
    return new Map(models.flatMap(({ files }) => files.map(({ path, broken }) => [path, broken] as const)))
  }
  const found = await broken()
  expect(found.get('cut.safetensors')).toContain('cut.safetensors')
  expect(found.get('linked.ckpt')).toBe('linked.ckpt is no pickle and no archive.')
  expect(found.get('nothing.gguf')).toContain('nothing.gguf')
  expect([found.get('old.pt'), found.get('sound.safetensors')]).toEqual([undefined, undefined])
  const { models } = await test.library.list({ needsReview: true })
  expect(models.map(({ officialName }) => officialName)).toEqual(
    expect.arrayContaining(['cut', 'linked', 'nothing']) as string[],
  )
  await writeSparseSafetensors(join(place, 'cut.safetensors'), { a: [2, 2] })
  await test.library.scan({ path: place })
  expect((await broken()).get('cut.safetensors')).toBeUndefined()
})
