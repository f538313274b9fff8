import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

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

interface Found {
  data: { name: string; slug: string }[]
  meta: { total: number; hidden?: number }
}

/** What the API answers to the query string of a page. */
async function search(query: string): Promise<Found> {
  const answer = await fetch(`${hub.url}/api/v1/search${query}`)
  expect(answer.status, query).toBe(200)
  return (await answer.json()) as Found
}

/** Waits until a page shows what the API answers to the page's own query string, and returns that. */
async function expectSameAsApi(page: Page): Promise<Found> {
  const found = await search(new URL(page.url()).search)
  await page.getByText(`${found.meta.total} models`, { exact: true }).waitFor()
  const first = page.getByRole('list', { name: 'Models found' }).getByRole('link').first()
  await expect.poll(() => first.textContent()).toBe(found.data[0]?.name)
  return found
}

const filters = (page: Page) => page.getByRole('complementary', { name: 'Filters' })

/** Opens a part of the filters that is folded. */
async function unfold(page: Page, title: string): Promise<void> {
  await filters(page).getByRole('button', { name: title, exact: true }).click()
}

it('leaves out, bounds and chooses, with an address that the API reads and a reload gives back', async () => {
  const page = await browser.open(hub.url)
  await page.getByRole('combobox', { name: 'Search models' }).fill('aurora')
  await page.keyboard.press('Enter')
  await unfold(page, 'Parameters')
  await filters(page).getByRole('button', { name: '3 to 9B' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora&parameters=3B..9B')
  const before = await expectSameAsApi(page)

  await filters(page)
    .getByRole('checkbox', { name: /^transformers/ })
    .hover()
  await filters(page).getByRole('button', { name: 'Exclude transformers' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora&library=%21transformers&parameters=3B..9B')
  const after = await expectSameAsApi(page)
  expect(after.meta.total).toBeGreaterThan(0)
  expect(after.meta.total).toBeLessThan(before.meta.total)
  const chips = page.getByRole('list', { name: 'Filters in use' })
  await chips.getByText('not').waitFor()

  await page.reload()
  const again = await expectSameAsApi(page)
  expect(again.meta.total).toBe(after.meta.total)
  await expect(
    filters(page).getByRole('button', { name: 'Exclude transformers' }).getAttribute('aria-pressed'),
  ).resolves.toBe('true')

  await chips.getByRole('button', { name: 'Remove the filter Library not transformers' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora&parameters=3B..9B')
  expect((await expectSameAsApi(page)).meta.total).toBe(before.meta.total)
})

it('counts what is excluded and what is chosen of one field as if neither were', async () => {
  const page = await browser.open(hub.url)
  const apache = filters(page).getByRole('checkbox', { name: /^text-to-image/ })
  const name = await apache.getAttribute('aria-label').then(() => apache.locator('xpath=ancestor::label').textContent())
  await apache.hover()
  await filters(page).getByRole('button', { name: 'Exclude text-to-image' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?task=%21text-to-image')
  const { meta } = await expectSameAsApi(page)
  const own = Number(/\d+$/.exec(name ?? '')?.[0])
  expect(meta.total + own).toBe(hub.mock.counts.huggingface + hub.mock.counts.civitai)
  await expect.poll(() => apache.locator('xpath=ancestor::label').textContent()).toBe(name)
})

it('takes a range that one types, and says what is wrong with one before it asks', async () => {
  const page = await browser.open(hub.url)
  await unfold(page, 'Downloads')
  await filters(page).getByLabel('Least downloads').fill('100k')
  await filters(page).getByLabel('Most downloads').fill('10k')
  await filters(page).getByRole('alert').getByText('10k..100k').waitFor()
  await expect(filters(page).getByRole('button', { name: 'Set' }).isDisabled()).resolves.toBe(true)
  await filters(page).getByLabel('Most downloads').fill('1M')
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).search).toBe('?downloads=100k..1M')
  await expectSameAsApi(page)
})

it('offers models and values as one types, to be taken by keyboard alone', async () => {
  const page = await browser.open(hub.url)
  await page.getByText(/^\d+ models$/).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('juniper')
  const option = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
  const author = option.filter({ hasText: 'Author' })
  await author.waitFor()
  const position = (await option.allTextContents()).findIndex((text) => text.includes('Author'))
  for (let step = 0; step <= position; step++) await page.keyboard.press('ArrowDown')
  await expect(author.getAttribute('aria-selected')).resolves.toBe('true')
  await page.keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).search).toBe('?author=juniper-quants')
  await expectSameAsApi(page)
  expect(await option.count()).toBe(0)

  await page.keyboard.type('aurora 70b cour')
  await option.filter({ hasText: 'Aurora-70B-Courier-GGUF' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Aurora-70B-Courier-GGUF' }).waitFor()
})

it('closes the suggestions by Escape, then empties the box by another', async () => {
  const page = await browser.open(hub.url)
  const box = page.getByRole('combobox', { name: 'Search models' })
  await box.pressSequentially('auro')
  await page.getByRole('listbox', { name: 'Suggestions' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('listbox').count()).toBe(0)
  await expect(box.inputValue()).resolves.toBe('auro')
  await page.keyboard.press('Escape')
  await expect.poll(() => box.inputValue()).toBe('')
})

it('tells how a word was read that nothing has', async () => {
  const page = await browser.open(`${hub.url}/?query=auroar`)
  await page.getByText('Nothing for auroar; showing').waitFor()
  await page.getByRole('button', { name: 'aurora', exact: true }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora')
  await expectSameAsApi(page)
})

it('shows what runs in a device, with a verdict on each row', async () => {
  const page = await browser.open(`${hub.url}/?query=aurora`)
  const memory = filters(page).getByRole('combobox', { name: 'Memory or device' })
  await memory.fill('3080 ti')
  await page
    .getByRole('option', { name: /^RTX 3080 Ti/ })
    .first()
    .click()
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora&memory=RTX+3080+Ti')
  const found = await expectSameAsApi(page)
  expect(found.meta.total).toBeGreaterThan(0)
  const row = page.getByRole('list', { name: 'Models found' }).getByRole('listitem').first()
  await row.getByText(/^fits, \d/).waitFor()

  await filters(page).getByLabel('Context').selectOption('131072')
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora&memory=RTX+3080+Ti&context=131072')
  expect((await expectSameAsApi(page)).meta.total).toBeLessThan(found.meta.total)
})

it('hides what this browser is set to hide, says how many, and shows them when asked', async () => {
  const page = await browser.open(`${hub.url}/?source=civitai`)
  const all = await expectSameAsApi(page)
  await filters(page).getByLabel('NSFW').selectOption('1')
  const { meta } = await search('?source=civitai&nsfw_mask=1')
  expect(meta.hidden).toBeGreaterThan(0)
  expect(meta.total + (meta.hidden ?? 0)).toBe(all.meta.total)
  await page.getByText(`${meta.total} models`, { exact: true }).waitFor()
  await page.getByText(`${meta.hidden} hidden by your settings`).waitFor()

  await page.reload()
  await page.getByText(`${meta.total} models`, { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Show them' }).click()
  await page.getByText(`${all.meta.total} models`, { exact: true }).waitFor()
  expect(new URL(page.url()).search).toBe('?source=civitai&nsfw_mask=63')
})

it('says in one place what the API refuses, and lets one take it back', async () => {
  const page = await browser.open(`${hub.url}/?query=aurora&memory=abacus+9000`)
  await page.getByRole('main').getByRole('alert').first().getByText('INVALID_ARGUMENT').waitFor()
  expect(await page.getByRole('list', { name: 'Models found' }).count()).toBe(0)
  await page.getByRole('button', { name: 'Remove the filter Runs in abacus 9000' }).click()
  await expectSameAsApi(page)
  expect(await page.getByRole('main').getByRole('alert').count()).toBe(0)
})

it('exports all that a search finds, and keeps the search under a name', async () => {
  const page = await browser.open(`${hub.url}/?query=aurora&library=%21gguf`)
  const { meta } = await expectSameAsApi(page)
  await page.getByRole('button', { name: 'Save, export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save or export this search' })
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('link', { name: 'NDJSON' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^weighthouse-.*\.ndjson$/)
  let text = ''
  for await (const chunk of await download.createReadStream()) text += String(chunk)
  expect(text.trim().split('\n')).toHaveLength(meta.total)

  await dialog.getByLabel('Name of the saved search').fill('Auroras to merge')
  await dialog.getByRole('button', { name: 'Save', exact: true }).click()
  await dialog.getByRole('link', { name: 'See it, and its feed' }).click()
  const saved = page.getByRole('list', { name: 'Saved searches' }).getByRole('listitem')
  await saved.getByRole('link', { name: 'Auroras to merge', exact: true }).waitFor()
  const feed = await saved.getByRole('link', { name: /Atom feed/ }).getAttribute('href')
  expect(await (await fetch(hub.url + feed)).text()).toContain('<feed')
  await saved.getByTitle('Open it in the catalog').click()
  await expect.poll(() => new URL(page.url()).search).toBe('?query=aurora&library=%21gguf')
  await expectSameAsApi(page)

  await page.goto(`${hub.url}/saved`)
  await saved.getByRole('button', { name: 'Remove Auroras to merge' }).click()
  await page.getByText('No search is saved').waitFor()
})

it('ran without a script error and kept to its security policy', () => {
  expect(browser.problems).toEqual([])
  expect([...browser.origins]).toEqual([new URL(hub.url).origin])
})
