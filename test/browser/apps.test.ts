import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { listComfyuiModels, makeComfyui } from '../support/comfyuiDouble.ts'
import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

let hub: TestHub
let browser: TestBrowser
let models: string

beforeAll(async () => {
  hub = await startHub({ synced: true })
  browser = await openBrowser()
  await makeComfyui(join(hub.home, 'ComfyUI'))
  models = join(hub.home, 'ComfyUI', 'models')
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await hub?.close()
})

const shown = async () => Object.values(await listComfyuiModels(models)).flat()

it('adds an app, shows the plan with its reasons, links, verifies, hides by a version range, and takes back', async () => {
  const page = await browser.open(`${hub.url}/models/civitai-500007`)
  await page.getByRole('button', { name: 'Pull', exact: true }).click()
  await page.getByRole('button', { name: /^Pull \d/ }).click()
  await page.getByRole('dialog').getByText('In the library', { exact: true }).waitFor({ timeout: 40_000 })
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Apps' }).click()
  await page.getByText('No app is known yet').waitFor()
  await page.getByRole('button', { name: 'Add an app' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add an app' })
  await dialog.getByLabel('Folder', { exact: true }).fill(join(hub.home, 'nowhere'))
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByText('is not a folder', { exact: false }).first().waitFor()
  await dialog.getByLabel('Folder', { exact: true }).fill(join(hub.home, 'ComfyUI'))
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()

  const row = page.getByRole('list', { name: 'Installations' }).getByRole('listitem').filter({ hasText: 'ComfyUI' })
  await row.getByText('0.3.60').waitFor()
  await row.getByRole('button', { name: 'Plan' }).click()
  const plan = page.getByRole('dialog', { name: 'Plan for comfyui' })
  await plan.getByText('2 create').waitFor()
  await plan.getByLabel('When a place is taken').selectOption('rename')
  await plan.getByText('2 create').waitFor()
  expect(await shown()).toEqual([])
  await plan.getByRole('button', { name: 'Apply 2 changes' }).click()
  await plan.getByText('Done.').waitFor()
  expect(await shown()).toHaveLength(2)
  await plan.getByRole('button', { name: 'Close' }).last().click()

  await row.getByText('2 links').waitFor()
  await row.getByRole('button', { name: 'Verify' }).click()
  const verify = page.getByRole('dialog', { name: 'What comfyui sees' })
  await verify.getByText('2 seen').waitFor()
  await verify.getByRole('button', { name: 'Close' }).last().click()

  const library = join(hub.home, 'shared-resources', 'models')
  const folder = (await readdir(library, { recursive: true })).find((path) => path.endsWith('metadata.json')) ?? ''
  await writeFile(join(library, folder, '..', 'overrides.json'), '{"version_ranges": {"comfyui": "<0.3"}}')
  await row.getByRole('button', { name: 'Plan' }).click()
  await plan.getByText('overrides.json asks for <0.3, and the app is 0.3.60').waitFor()
  await plan.getByRole('button', { name: 'Apply 2 changes' }).click()
  await plan.getByText('Done.').waitFor()
  expect(await shown()).toEqual([])
  await plan.getByRole('button', { name: 'Close' }).last().click()

  await row.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Remove comfyui' }).click()
  await page.getByText('No app is known yet').waitFor()
  expect(browser.problems).toEqual([])
}, 180_000)
