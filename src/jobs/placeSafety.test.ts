import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it } from 'vitest'

import { makeComfyui } from '../../test/support/comfyuiDouble.ts'
import { call, pickle, proto } from '../../test/support/formats/assemblePickle.ts'
import { readTree } from '../../test/support/readTree.ts'
import { writeSafetensors } from '../../test/support/writeSafetensors.ts'
import { openTestHouse, type TestHouse } from './testing/openTestHouse.ts'

const attack = pickle(proto(2), call('posix', 'system'))
const sound = writeSafetensors({ a: { shape: [2, 2] } })
// Nobody is asked over the network here.
const nowhere = 'http://127.0.0.1:1'

let home: string
let root: string
let house: TestHouse
const open = async (scanPolicy: 'warn' | 'block') =>
  void (house = await openTestHouse({ home, hfUrl: nowhere, civitaiUrl: nowhere, scanPolicy }))

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'weighthouse-place-safety-'))
  root = join(home, 'mine')
  await mkdir(join(root, 'loras'), { recursive: true })
  await writeFile(join(root, 'loras/attack.pt'), attack)
  await writeFile(join(root, 'loras/sound.safetensors'), sound)
  await makeComfyui(join(home, 'ComfyUI'))
})
afterEach(async () => {
  await house.close()
  await rm(home, { recursive: true })
})

async function linked(): Promise<string[]> {
  const tree = await readTree(join(home, 'ComfyUI/models/loras'))
  return Object.keys(tree).filter((path) => /attack|sound/.test(path))
}

it('looks at files where they lie, tells what is dangerous, and says so where it is linked', async () => {
  await open('warn')
  const job = await house.run('scan', { path: root })
  expect(job.result).toMatchObject({ safe: 1, dangerous: 1, unknown: 0, unsafe: [{ path: 'loras/attack.pt' }] })
  const files = (await house.library.list()).models.flatMap((model) => model.files)
  const find = await house.safety.read(files)
  expect(files.map((file) => [file.path, find(file)?.verdict])).toEqual([
    ['loras/attack.pt', 'dangerous'],
    ['loras/sound.safetensors', 'safe'],
  ])
  await house.apps.add('comfyui', join(home, 'ComfyUI'))
  const [plan] = await house.apps.map()
  expect(await linked()).toEqual(['attack.pt', 'sound.safetensors'])
  expect(plan?.actions.flatMap(({ warning }) => warning ?? [])).toEqual([
    expect.stringContaining('loras/attack.pt is dangerous to load: it imports posix.system'),
  ])

  // With other bytes it is another file.
  await writeFile(join(root, 'loras/attack.pt'), pickle(proto(2), Buffer.from('N.')))
  await house.run('scan', { path: root })
  const [again] = await house.apps.map({ dryRun: true })
  expect(again?.actions.some(({ warning }) => warning !== undefined)).toBe(false)
})

it('keeps what is dangerous from applications where the policy blocks, also what nobody has looked at', async () => {
  await open('block')
  await house.library.scan({ path: root })
  await house.apps.add('comfyui', join(home, 'ComfyUI'))
  const [plan] = await house.apps.map()
  expect(await linked()).toEqual(['sound.safetensors'])
  expect(plan?.actions).toContainEqual(
    expect.objectContaining({ action: 'skip', reason: expect.stringContaining('SCAN_POLICY=block') as string }),
  )
})

it('never takes a hash that a folder tells for the bytes', async () => {
  await open('warn')
  await house.library.scan({ path: root })
  const [file] = (await house.library.list()).models.flatMap((model) => model.files)
  const told = { ...file!, sha256: 'ab'.repeat(32) }
  expect((await house.safety.scan([told]))(told)?.verdict).toBe('dangerous')
  const blob = { path: told.path, sha256: told.sha256, size: told.size }
  expect((await house.safety.read([blob]))(blob)).toBeUndefined()
  expect((await house.safety.scan([blob]))(blob)).toBeUndefined()
})
