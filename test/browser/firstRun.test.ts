import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

let browser: TestBrowser

beforeAll(async () => {
  browser = await openBrowser()
})

afterAll(() => browser?.close())

describe('with a network and an empty catalog', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub()
  }, 120_000)
  afterAll(() => hub?.close())

  it('offers a first sync, which fills the catalog while one watches', async () => {
    const page = await browser.open(hub.url)
    await page.getByRole('heading', { name: 'The catalog is empty' }).waitFor()
    await page.getByText('10,000 most downloaded per source first, the rest in the background.').waitFor()
    await page.getByRole('button', { name: 'Start the first sync' }).click()
    await page.getByRole('list', { name: 'Models found' }).waitFor({ timeout: 40_000 })
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Jobs/ }).click()
    const job = page.getByRole('listitem').filter({ hasText: 'Sync Hugging Face and CivitAI' })
    await job.getByText('Completed').waitFor({ timeout: 40_000 })
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Catalog/ })
      .click()
    const total = hub.mock.counts.huggingface + hub.mock.counts.civitai
    await expect.poll(() => page.getByText(`${total} models`, { exact: true }).count()).toBe(1)
  })

  it('leads from an empty library to the catalog', async () => {
    const page = await browser.open(`${hub.url}/library`)
    await page.getByText('The shelves are empty').waitFor()
    await page.getByRole('link', { name: 'Find a model in the catalog' }).click()
    await page.getByText(/^\d+ models$/).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
  })
})

describe('without a network', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub({ withoutNetwork: true })
  }, 120_000)
  afterAll(() => hub?.close())

  it('says so in one line, opens the sample, pulls from it, and leaves it again', async () => {
    const page = await browser.open(hub.url)
    await page.getByText('cannot be reached. Everything already here works.').waitFor()
    await page.getByRole('button', { name: 'Open the sample catalog' }).click()
    await page.getByText('Sample catalog.').waitFor()
    await page.getByRole('list', { name: 'Models found' }).waitFor({ timeout: 40_000 })
    await expect.poll(() => page.getByText('cannot be reached').count()).toBe(0)

    await page.goto(`${hub.url}/models/juniper-quants--Aurora-1B-Instruct-GGUF`)
    await page.getByRole('button', { name: 'Pull', exact: true }).click()
    await page.getByRole('button', { name: /^Pull \d/ }).click()
    await page.getByRole('dialog').getByText('In the library', { exact: true }).waitFor({ timeout: 40_000 })
    await page.keyboard.press('Escape')

    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Catalog/ })
      .click()
    await page.getByRole('button', { name: 'Leave the sample' }).click()
    await page.getByRole('heading', { name: 'The catalog is empty' }).waitFor()
    await page
      .getByRole('navigation', { name: 'Pages' })
      .getByRole('link', { name: /^Library/ })
      .click()
    await page.getByText(/^1 model, /).waitFor()
  })
})

it('ran without a script error and kept to its security policy', () => {
  expect(browser.problems).toEqual([])
})
