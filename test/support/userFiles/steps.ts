import fc from 'fast-check'

import { conflictPolicies } from '../../../src/apps/mapping/conflictPolicies.ts'

export const commit = 'c'.repeat(40)

/** Places where mapping wants to link, write or needs a folder, and others; and folders that the user scans and imports. */
const places = [
  'ComfyUI/models/loras/a.safetensors',
  'ComfyUI/models/loras/2-A.safetensors',
  'ComfyUI/models/loras/b.safetensors',
  'ComfyUI/models/loras/ink.safetensors',
  'ComfyUI/models/loras/own.safetensors',
  'ComfyUI/models/LLM',
  'ComfyUI/models/LLM/m',
  'ComfyUI/models/LLM/m/x',
  'ComfyUI/models/LLM/m/z.json',
  'ComfyUI/models/LLM/m/x/y.bin',
  'ComfyUI/models/LLM/n/mine.bin',
  'ComfyUI/extra_model_paths.yaml',
  'hub/models--o--m',
  'hub/models--o--m/refs/main',
  `hub/models--o--m/snapshots/${commit}/x`,
  `hub/models--o--m/snapshots/${commit}/z.json`,
  'hub/models--o--m/blobs/mine',
  'fooocus/config.txt.weighthouse',
  'fooocus/models/loras',
  'mine/ink.safetensors',
  'mine/ink.json',
  'mine/loras/same.safetensors',
  'mine/loras/deep/other.safetensors',
  'mine/loras/deep',
  'mine/loop',
]
const kinds = [
  'file',
  'weights',
  'the same weights',
  'a hard link of weights',
  'folder',
  'link to weights',
  'link to nowhere',
  'link to a folder',
  'link upwards',
  'link to itself',
] as const
const place = fc.constantFrom(...places)

/** Something of the user's at a place. */
export const thing = fc.record({ place, kind: fc.constantFrom(...kinds) })
export type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never

const slug = fc.constantFrom('civitai-1', 'civitai-2', 'o--m', 'the first', 'the last')
const imported = fc.constantFrom(
  'mine',
  'mine/loras',
  'mine/ink.safetensors',
  'mine/loras/same.safetensors',
  'ComfyUI/models/loras',
  'outside',
)

/** What the user does by himself. */
const usersStep = fc.oneof(
  fc.record({ user: fc.constant('put' as const), thing }),
  fc.record({ user: fc.constant('move' as const), from: place, to: place }),
  fc.record({ user: fc.constant('delete' as const), place }),
)
export type UsersStep = typeof usersStep extends fc.Arbitrary<infer T> ? T : never

/** What Weighthouse is told to do. */
const plain = ['unmap', 'scan', 'hash', 'gc', 'undo', 'restore', 'empty', 'expire', 'pull', 'forget'] as const
const order = fc.oneof(
  fc.record({ do: fc.constant('map'), onConflict: fc.constantFrom(...conflictPolicies) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...plain) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('import'),
      method: fc.constantFrom('move', 'copy', 'link'),
      path: imported,
    }),
  },
  fc.record({ do: fc.constant('rename'), slug, name: fc.constantFrom('one', 'two') }),
  fc.record({ do: fc.constant('remove'), slug }),
  fc.record({ do: fc.constant('link'), inPlace: fc.boolean() }),
)
export type Order = typeof order extends fc.Arbitrary<infer T> ? T : never

/** An order, and at which of its changes of the disk the process is killed, if it makes so many. */
const housesStep = fc.record({ order, killAt: fc.option(fc.nat(24), { nil: undefined }) })
export const step = fc.oneof({ weight: 1, arbitrary: usersStep }, { weight: 3, arbitrary: housesStep })
