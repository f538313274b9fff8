import { existsSync } from 'node:fs'
import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

let hub: TestHub
let browser: TestBrowser

beforeAll(async () => {
  hub = await startHub()
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await hub?.close()
})

it('shows what the store holds, removes what nobody names after showing it, and verifies the rest', async () => {
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  const folder = join(hub.home, 'store', 'blobs', 'sha256', 'ba')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, sha256), 'abc')
  await utimes(join(folder, sha256), 1, 1)

  const page = await browser.open(`${hub.url}/library`)
  await page.getByRole('link', { name: 'Store', exact: true }).click()
  await page.getByRole('heading', { name: 'Store' }).waitFor()
  await page.getByText(join(hub.home, 'store')).waitFor()
  const unnamed = page.getByRole('list', { name: 'Figures' }).getByRole('listitem').filter({ hasText: 'Nobody names' })
  await unnamed.getByText('1 blob').waitFor()

  await page.getByRole('button', { name: 'Collect garbage' }).click()
  const dialog = page.getByRole('dialog', { name: 'Collect garbage' })
  await dialog.getByText('Never named').waitFor()
  expect(existsSync(join(folder, sha256))).toBe(true)
  await dialog.getByRole('button', { name: 'Remove 1 blob' }).click()
  await page.getByText('Collected', { exact: true }).waitFor()
  await unnamed.getByText('0 blobs').waitFor()
  expect(existsSync(join(folder, sha256))).toBe(false)

  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await page.getByText('Everything is sound').waitFor()
})
