import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { step, thing } from '../../test/support/userFiles/steps.ts'
import { openUserWorld, takeUsersPart, type UserWorld } from '../../test/support/userFiles/userWorld.ts'
import { isWeighthouseError } from '../foundation/errors.ts'

/** What cannot be done is refused. */
const refusals = [
  'MODEL_NOT_FOUND',
  'NOT_FOUND',
  'CONFLICT',
  'UNSUPPORTED',
  'INVALID_ARGUMENT',
  'INVALID_CONFIG',
  'VERIFICATION_FAILED',
] as const

/** The contents of all files of the library, wherever they are in it. */
async function readLibrary({ house }: UserWorld): Promise<Set<string>> {
  const entries = await readdir(house.library.directory, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile())
  return new Set(await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'))))
}

/** A file that is moved takes its sidecars along, a folder what is in it. */
function isBelow(path: string, moved: string): boolean {
  return path === moved || path.startsWith(`${moved}/`) || path.startsWith(moved.replace(/safetensors$/, ''))
}

/** What the user ordered to be moved into the library is there, byte for byte; everything else is where it was. */
async function expectKept(
  world: UserWorld,
  before: Record<string, string>,
  now: Record<string, string>,
  moves: readonly string[],
): Promise<void> {
  const gone = Object.entries(before).filter(([path]) => !(path in now) && moves.some((moved) => isBelow(path, moved)))
  const stayed = Object.entries(before).filter((entry) => !gone.some(([path]) => path === entry[0]))
  expect(now).toEqual(Object.fromEntries(stayed))
  if (gone.length === 0) return
  const kept = await readLibrary(world)
  for (const [path, content] of gone) expect(kept.has(content.slice(content.indexOf(' ') + 1)), path).toBe(true)
}

describe("a user's files", () => {
  test('are where they are and what they are, whatever Weighthouse is told to do, and wherever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(thing, { maxLength: 6 }),
        fc.array(step, { minLength: 2, maxLength: 10 }),
        async (things, steps) => {
          const world = await openUserWorld()
          try {
            for (const each of things) await world.act({ user: 'put', thing: each }, new Set())
            let before = await takeUsersPart(world, {})
            // Moves that were cut off; whatever comes next may bring them to their end.
            const cutOff: string[] = []
            for (const one of steps) {
              if ('user' in one) {
                const put = await world.act(one, await world.ours())
                // From now on this is what the user has.
                before = await takeUsersPart(world, before, put)
                continue
              }
              const { order, killAt } = one
              const moved = order.do === 'import' && order.method === 'move' ? [order.path] : []
              try {
                if (await world.carryOut(order, killAt)) cutOff.push(...moved)
              } catch (error) {
                if (!isWeighthouseError(error, ...refusals)) throw error
                // Its first files may be there already; the rest is tried again.
                cutOff.push(...moved)
              }
              const now = await takeUsersPart(world, before)
              await expectKept(world, before, now, [...cutOff, ...moved])
              before = now
            }
            await world.leave()
            const after = await takeUsersPart(world, {})
            expect(await world.ours()).toEqual(new Set())
            // Folders of ours stay while something of the user's is in them.
            const rest = Object.entries(after).filter(([path, content]) => !content.endsWith(' /') || path in before)
            expect(Object.fromEntries(rest)).toEqual(before)
          } finally {
            await world.close()
          }
        },
      ),
      { numRuns: 20 },
    )
  }, 600_000)
})
