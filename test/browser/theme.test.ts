import type { Page } from 'playwright-core'
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

const light = 'rgb(250, 250, 249)'
const dark = 'rgb(15, 16, 18)'
const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor')

it('follows the system, also when that changes', async () => {
  const page = await browser.open(hub.url, { colorScheme: 'dark' })
  expect(await background(page)).toBe(dark)
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await background(page)).toBe(light)
})

it('keeps a chosen theme over visits, and gives the choice back to the system', async () => {
  const page = await browser.open(hub.url, { colorScheme: 'light' })
  await page.getByRole('button', { name: 'Theme: as the system. Change to light.' }).click()
  await page.getByRole('button', { name: 'Theme: light. Change to dark.' }).click()
  expect(await background(page)).toBe(dark)
  await page.reload()
  expect(await background(page)).toBe(dark)
  await page.getByRole('button', { name: 'Theme: dark. Change to as the system.' }).click()
  expect(await background(page)).toBe(light)
})

it('says that it reconnects when the server is gone', async () => {
  const own = await startHub()
  const page = await browser.open(`${own.url}/jobs`)
  await page.getByText('live', { exact: true }).waitFor()
  await own.close()
  await page.getByText('reconnecting…', { exact: true }).waitFor()
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('SERVER_UNREACHABLE')
})
