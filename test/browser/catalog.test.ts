import { afterAll, beforeAll, expect, it } from 'vitest'

import { focused } from './support/focused.ts'
import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

let hub: TestHub
let browser: TestBrowser

beforeAll(async () => {
  hub = await startHub({ synced: true })
  browser = await openBrowser()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await hub?.close()
})

const everyModel = () => `${hub.mock.counts.huggingface + hub.mock.counts.civitai} models`

it('shows the exact total, and says what a download number means', async () => {
  const page = await browser.open(hub.url)
  await page.getByText(everyModel(), { exact: true }).waitFor()
  const row = page.getByRole('list', { name: 'Models found' }).getByRole('listitem').first()
  await expect(row.getByTitle(/downloads in the last 30 days$/).count()).resolves.toBe(1)
  await expect(row.getAttribute('aria-setsize')).resolves.toBe(everyModel().replace(' models', ''))
  expect(await page.title()).toBe('Catalog · Weighthouse')
})

it('finds as one types, and keeps the search in the address', async () => {
  const page = await browser.open(hub.url)
  await page.getByRole('combobox', { name: 'Search models' }).fill('aurora 7b instruct gguf')
  const first = page.getByRole('list', { name: 'Models found' }).getByRole('link').first()
  await page.getByText('2 models', { exact: true }).waitFor()
  await expect(first.textContent()).resolves.toBe('Aurora-7B-Instruct-GGUF')
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora+7b+instruct+gguf')

  await page.reload()
  await page.getByText('2 models', { exact: true }).waitFor()
  await expect(page.getByRole('combobox', { name: 'Search models' }).inputValue()).resolves.toBe(
    'aurora 7b instruct gguf',
  )
})

it('filters by several values of one field, and undoes that with the back button', async () => {
  const page = await browser.open(hub.url)
  const filters = page.getByRole('complementary', { name: 'Filters' })
  await filters.getByRole('checkbox', { name: /^CivitAI/ }).click()
  await page.getByText(`${hub.mock.counts.civitai} models`, { exact: true }).waitFor()
  expect(new URL(page.url()).search).toBe('?source=civitai')

  // The other source keeps its own exact count, and adds to the first.
  await filters.getByRole('checkbox', { name: `Hugging Face ${hub.mock.counts.huggingface}` }).click()
  await page.getByText(everyModel(), { exact: true }).waitFor()
  expect(new URL(page.url()).search).toBe('?source=civitai&source=huggingface')

  await page.goBack()
  await page.getByText(`${hub.mock.counts.civitai} models`, { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText(everyModel(), { exact: true }).waitFor()
})

it('sorts by a click on a column', async () => {
  const page = await browser.open(hub.url)
  const heading = page.getByTitle('Sort by likes')
  await heading.click()
  await expect.poll(() => new URL(page.url()).search).toBe('?sort=likes')
  await expect.poll(() => heading.getAttribute('aria-pressed')).toBe('true')
})

it('loads the rest of a long list while one scrolls to its end', async () => {
  const page = await browser.open(hub.url)
  const last = page
    .getByRole('list', { name: 'Models found' })
    .locator(`[aria-posinset="${everyModel().split(' ')[0]}"]`)
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 8000)
        return last.count()
      },
      { timeout: 20_000 },
    )
    .toBe(1)
})

it('says what to loosen when nothing matches', async () => {
  const page = await browser.open(`${hub.url}/?query=aurora+zzzz&source=civitai`)
  await page.getByText('No model matches all of this').waitFor()
  await page.getByRole('button', { name: 'Any source' }).click()
  await page.getByRole('button', { name: 'Without “zzzz”' }).click()
  await page.getByRole('list', { name: 'Models found' }).waitFor()
  expect(new URL(page.url()).search).toBe('?query=aurora')
})

it('shows parents, children, tags and the record of a model, and leads from one to the next', async () => {
  const page = await browser.open(`${hub.url}/models/stellar-labs--Aurora-1B-Instruct`)
  await page.getByRole('heading', { level: 1, name: 'Aurora-1B-Instruct' }).waitFor()
  const parent = page.getByRole('list', { name: 'Parents' }).getByRole('listitem')
  await expect(parent.textContent()).resolves.toMatch(/^stellar-labs\/Aurora-1B.*finetune.*declared/)
  const child = page
    .getByRole('list', { name: 'Children' })
    .getByRole('link', { name: 'juniper-quants/Aurora-1B-Instruct-GGUF' })
  await child.click()
  await page.getByRole('heading', { level: 1, name: 'Aurora-1B-Instruct-GGUF' }).waitFor()
  await page.getByText('record {').click()
  await expect.poll(() => page.getByText('pipeline_tag', { exact: true }).count()).toBe(1)
})

it('says which model does not exist, and what to do', async () => {
  const page = await browser.open(`${hub.url}/models/nobody--nothing`)
  const alert = page.getByRole('alert')
  await alert.waitFor()
  await expect(alert.textContent()).resolves.toContain('MODEL_NOT_FOUND')
  await expect(alert.textContent()).resolves.toContain('nothing')
})

it('can be used by keyboard alone, from the search to the plan of a pull', async () => {
  const page = await browser.open(hub.url)
  await page.getByText(everyModel(), { exact: true }).waitFor()
  await page.keyboard.press('/')
  expect(await focused(page)).toBe('Search models')
  await page.keyboard.type('aurora 1b instruct gguf')
  await page.getByText('2 models', { exact: true }).waitFor()

  // The suggestions are in front of the list until they are closed.
  await page.getByRole('listbox', { name: 'Suggestions' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowDown')
  expect(await focused(page)).toBe('Aurora-1B-Instruct-GGUF')
  await page.keyboard.press('ArrowUp')
  expect(await focused(page)).toBe('Search models')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  expect(await focused(page)).toBe('Search models')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { level: 1, name: 'Aurora-1B-Instruct-GGUF' }).waitFor()
  await page.keyboard.press('p')
  await page.getByRole('dialog', { name: 'Pull Aurora-1B-Instruct-GGUF' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
})

it('walks with the arrow keys to rows that were not in the page', async () => {
  const page = await browser.open(hub.url)
  await page.getByText(everyModel(), { exact: true }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.press('ArrowDown')
  for (let step = 0; step < 6; step++) await page.keyboard.press('PageDown')
  const position = 'Number(document.activeElement.closest("li")?.getAttribute("aria-posinset"))'
  await expect.poll(() => page.evaluate<number>(position)).toBe(61)
})

it('offers a way past the header to those who tab', async () => {
  const page = await browser.open(hub.url)
  await page.getByText(everyModel(), { exact: true }).waitFor()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Skip to the content')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate<string>('document.activeElement.id')).toBe('main')
})

const pagesOfOneWidth = [
  '/?query=aurora&license=!mit&parameters=3B..9B&memory=rtx+4090',
  '/models/stellar-labs--Aurora-1B-Instruct',
  '/models/stellar-labs--Aurora-1B/ancestry',
  '/compare?slug=stellar-labs--Aurora-1B&slug=stellar-labs--Aurora-7B&slug=stellar-labs--Aurora-70B',
  '/trending?kind=new',
  '/statistics',
  '/saved',
  '/library',
  '/jobs',
]

it('has its filters in a drawer on a phone, and nothing wider than the screen', async () => {
  const page = await browser.open(hub.url, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  await page.getByRole('button', { name: 'Filters' }).click()
  const drawer = page.getByRole('dialog', { name: 'Filters' })
  await drawer.getByRole('checkbox', { name: /^CivitAI/ }).click()
  await page.getByText(`${hub.mock.counts.civitai} models`).first().waitFor()
  await drawer.getByRole('button', { name: 'Close' }).click()
  const widths: Record<string, number> = {}
  for (const path of pagesOfOneWidth) {
    await page.goto(hub.url + path)
    await page
      .getByRole('heading')
      .or(page.getByRole('list', { name: 'Models found' }))
      .first()
      .waitFor()
    widths[path] = await page.evaluate<number>('document.documentElement.scrollWidth')
  }
  expect(widths).toEqual(Object.fromEntries(pagesOfOneWidth.map((path) => [path, 390])))
})

it('asked nobody but its own server, ran without a script error and kept to its security policy', () => {
  expect(browser.problems).toEqual([])
  expect([...browser.origins]).toEqual([new URL(hub.url).origin])
})
