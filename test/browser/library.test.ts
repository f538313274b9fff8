import { rename } from 'node:fs/promises'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { appLayouts, writeAppLayout } from '../support/layouts/appLayouts.ts'
import { readTree } from '../support/readTree.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'
import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

let hub: TestHub
let browser: TestBrowser
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let place: string

beforeAll(async () => {
  hub = await startHub()
  folder = await temporaryFolder('apps')
  place = await writeAppLayout(folder.path, appLayouts[0]!)
  browser = await openBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await hub?.close()
  await folder?.remove()
})

it('takes up a folder in place after a look, shows what is offline, and forgets it', async () => {
  const before = await readTree(place)
  const page = await browser.open(`${hub.url}/library`)
  await page.getByRole('button', { name: 'Scan a folder' }).click()
  const dialog = page.getByRole('dialog', { name: 'Scan a folder' })
  await dialog.getByRole('textbox', { name: 'Folder' }).fill(place)
  await dialog.getByRole('button', { name: 'Look first' }).click()
  await dialog.getByText('7 models would be known, 7 of them new').waitFor()
  await dialog.getByRole('button', { name: 'Scan', exact: true }).click()
  await dialog.getByText('7 models, 7 new').waitFor()
  await dialog.getByRole('list', { name: 'Folders' }).getByText('online').waitFor()
  await page.keyboard.press('Escape')

  const list = page.getByRole('list', { name: 'Models in the library' })
  await list.getByRole('link', { name: 'aurora' }).waitFor()
  expect(await list.getByText('in place').count()).toBe(7)
  await list.getByRole('link', { name: 'aurora' }).click()
  await page.getByText('Where you keep it').first().waitFor()
  expect(await readTree(place)).toEqual(before)

  await rename(place, `${place}.away`)
  const later = await browser.open(`${hub.url}/library`)
  await later.getByText('offline').first().waitFor({ timeout: 20_000 })
  await rename(`${place}.away`, place)
  await later.getByRole('button', { name: 'Scan a folder' }).click()
  await later.getByRole('button', { name: 'Forget…' }).click()
  await later.getByRole('button', { name: 'Forget 7 models' }).click()
  await later.getByRole('list', { name: 'Folders' }).waitFor({ state: 'detached' })
  expect(await readTree(place)).toEqual(before)
}, 120_000)
