import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listComfyuiModels } from '../../test/support/comfyuiDouble.ts'
import { openTestApps, shippedMappings, type TestApps } from '../../test/support/openTestApps.ts'
import { readTree } from '../../test/support/readTree.ts'

let world: TestApps
/** The folders of all applications. */
let folders: string[]
beforeEach(async () => {
  world = await openTestApps()
  const parts = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`part-${index}/model.bin`, `${index}`]))
  await world.home.shelve('o--llm', parts, { record: { pipeline_tag: 'text-generation' } })
  await world.home.shelve('civitai-1', { 'a.safetensors': 'a' }, { record: { type: 'LORA' } })
  await world.apps.add('comfyui', world.comfyui)
  await writeFile(join(world.comfyui, 'models/loras/mine.safetensors'), 'mine')
  // One whose settings are written, and one with hard links and small files.
  const fooocus = join(world.home.home, 'fooocus')
  const files = { 'fooocus_version.py': '', 'modules/config.py': '', 'config.txt': '{"path_loras": "/my/loras"}' }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(fooocus, name)), { recursive: true })
    await writeFile(join(fooocus, name), text)
  }
  await mkdir(join(fooocus, 'models'))
  await world.apps.add('fooocus', fooocus, { variant: 'config' })
  const hub = join(world.home.home, 'hub')
  await mkdir(hub)
  await world.apps.add('huggingface-cache', hub)
  folders = [world.comfyui, fooocus, hub]
})
afterEach(() => world.close())

/** Runs the mapping process and kills it some time after it began the given step for the second time. */
async function mapAndKill(step: string, delayMs: number): Promise<void> {
  const child = spawn(process.execPath, ['test/support/mappingProcess.ts', world.home.home, shippedMappings], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  let seen = 0
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    seen += String(chunk)
      .split('\n')
      .filter((line) => line === step).length
    if (seen < 2) continue
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    child.kill('SIGKILL')
    break
  }
  await ended
}

describe('a process that is killed while it maps', () => {
  const moments = [0, 2, 4, 6, 9, 13, 18, 25, 40, 61].flatMap((delayMs) => [
    ['map', delayMs] as const,
    ['unmap', delayMs] as const,
  ])
  test.each(moments)(
    'in %s, %i ms in: the next map completes, the next unmap leaves no trace',
    async (step, delayMs) => {
      const before = await Promise.all(folders.map(readTree))
      await mapAndKill(step, delayMs)
      // Whichever comes first has to cope with what was left.
      if (delayMs % 2 === 0) {
        expect(await world.apps.map()).toMatchObject(folders.map(() => ({ conflicts: 0, problem: undefined })))
        const shown = await listComfyuiModels(join(world.comfyui, 'models'))
        expect(shown['LLM']).toHaveLength(60)
        expect(shown['loras']).toEqual(['a.safetensors', 'mine.safetensors'])
      }
      expect(await world.apps.unmap()).toMatchObject(folders.map(() => ({ conflicts: 0, problem: undefined })))
      expect(await Promise.all(folders.map(readTree))).toEqual(before)
      expect(await world.database.kysely.selectFrom('app_link').selectAll().execute()).toEqual([])
    },
  )
})
