import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { sd1Lora, sdxlCheckpoint } from '../../../test/support/layouts/weights.ts'
import { type Tree, writeTree } from '../../../test/support/layouts/writeTree.ts'
import { openTestLibrary } from '../../../test/support/openTestLibrary.ts'
import { readTree } from '../../../test/support/readTree.ts'

type Step =
  | { kind: 'scan' | 'scanAll' | 'hash' | 'reopen' | 'removeRoot' }
  | { kind: 'import'; method: 'copy' | 'link'; file: number }
  | { kind: 'rename'; file: number; to: number }
  | { kind: 'delete' | 'write'; file: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    { kind: 'scan' },
    { kind: 'scan' },
    { kind: 'scanAll' },
    { kind: 'hash' },
    { kind: 'reopen' },
    { kind: 'removeRoot' },
  ),
  fc.record({
    kind: fc.constant('import' as const),
    method: fc.constantFrom('copy' as const, 'link' as const),
    file: fc.nat(9),
  }),
  fc.record({ kind: fc.constant('rename' as const), file: fc.nat(9), to: fc.nat(99) }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'write' as const), file: fc.nat(9) }),
)

const names = [
  'a.safetensors',
  'loras/b.safetensors',
  'loras/deep/c.safetensors',
  'checkpoints/d.safetensors',
  'e/config.json',
  'e/model.safetensors',
]

/** A folder of the user's: weights, links to them, to themselves and to nothing. */
const tree: fc.Arbitrary<Tree> = fc
  .tuple(fc.subarray(names, { minLength: 1 }), fc.boolean(), fc.boolean())
  .map(([files, loop, dangling]) => ({
    ...Object.fromEntries(files.map((name, index) => [name, index % 2 ? sdxlCheckpoint(name) : sd1Lora(name)])),
    'notes.txt': 'mine',
    ...(loop && { 'loop/up': { link: '..' } }),
    ...(dangling && { 'loras/dangling.safetensors': { link: '../nowhere' } }),
  }))

it('no order of scans, hashes, imports and forgetting changes a byte of the user', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.array(step, { minLength: 2, maxLength: 12 }), async (start, steps) => {
      const test = await openTestLibrary(Date.now())
      try {
        const place = join(test.home, 'mine')
        await writeTree(place, start)
        for (const one of steps) {
          const before = await readTree(place)
          const files = Object.entries(before).flatMap(([path, text]) =>
            text === '/' || text.startsWith('->') ? [] : [path],
          )
          const changed = await run(one, files)
          if (!changed) expect(await readTree(place)).toEqual(before)
        }
        // Whatever happened, what is known now is what is there.
        const { roots } = await test.library.scan({ path: place })
        const weights = (await Array.fromAsync(test.library.iterate())).filter(
          (model) => model.storage === 'in_place' && !model.missing,
        )
        if (roots[0]?.online) {
          for (const model of weights)
            for (const file of model.files) expect(file.location.startsWith(place)).toBe(true)
          expect(new Set(weights.flatMap((model) => model.files.map(({ path }) => path))).size).toBe(
            weights.reduce((sum, model) => sum + model.files.length, 0),
          )
        }

        /** True when the user did it. */
        async function run(one: Step, files: readonly string[]): Promise<boolean> {
          const file = 'file' in one ? files[one.file % Math.max(1, files.length)] : undefined
          switch (one.kind) {
            case 'scan':
              await test.library.scan({ path: place })
              return false
            case 'scanAll':
              await test.library.scan()
              return false
            case 'hash':
              await test.library.hash()
              return false
            case 'reopen':
              await test.reopen()
              return false
            case 'removeRoot':
              if (test.library.roots().length > 0) await test.library.removeRoot(place)
              return false
            case 'import':
              if (file?.endsWith('.safetensors'))
                await test.library.import({ paths: [join(place, file)], method: one.method })
              return false
            case 'rename':
              if (file !== undefined) await rename(join(place, file), join(place, `renamed-${one.to}.safetensors`))
              return true
            case 'delete':
              if (file !== undefined) await rm(join(place, file))
              return true
            case 'write':
              // A link shares its bytes, so the user's own write may change the library's file, and never the other way.
              if (file !== undefined) await writeFile(join(place, file), sd1Lora(`written ${Math.random()}`))
              return true
          }
        }
      } finally {
        await test.close()
      }
    }),
    { numRuns: 12 },
  )
})
