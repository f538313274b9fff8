import { afterAll, beforeAll, expect, it } from 'vitest'

import { addPastSnapshots } from './support/addPastSnapshots.ts'
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

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(`${hub.url}/api/v1/${path}`)
  expect(answer.status, path).toBe(200)
  return ((await answer.json()) as { data: T }).data
}

interface Ancestry {
  descendantsTotal: number
  ancestorsTotal: number
  aggregate: { depth: number; relation: string; count: number; authors: { author: string }[] }[]
  descendants: { relation: string; id: string }[]
}

const family = 'models/stellar-labs--Aurora-1B'

it('draws a family by distance and relation, with counts, authors and examples', async () => {
  const ancestry = await ask<Ancestry>(`${family}/ancestry`)
  const page = await browser.open(`${hub.url}/${family}`)
  await page
    .getByRole('navigation', { name: 'Pages of the model' })
    .getByRole('link', { name: /^Ancestry/ })
    .click()
  await page.getByText('Descendants', { exact: true }).first().waitFor()
  expect(ancestry.aggregate.length).toBeGreaterThan(3)
  for (const { depth, relation, count, authors } of ancestry.aggregate) {
    const level = page.getByRole('region', { name: depth === 1 ? 'made from it' : `${depth} steps down` })
    const box = level.getByRole('group', { name: `${relation}: ${count} model${count === 1 ? '' : 's'}` })
    await box.getByRole('link', { name: authors[0]?.author ?? '' }).waitFor()
    await box.getByRole('list', { name: 'The most downloaded' }).getByRole('link').first().waitFor()
  }
  await page.getByText('Aurora-1B', { exact: true }).last().waitFor()
})

it('lists relatives one by one, of one relation if one likes, and keeps that in the address', async () => {
  const { descendants } = await ask<Ancestry>(`${family}/ancestry`)
  const merges = descendants.filter(({ relation }) => relation === 'merge')
  expect(merges.length).toBeGreaterThan(0)
  const page = await browser.open(`${hub.url}/${family}/ancestry`)
  const rows = page.getByRole('list', { name: 'All descendants' }).getByRole('listitem')
  await expect.poll(() => rows.count()).toBe(descendants.length)
  await page.getByLabel('Relation').selectOption('merge')
  await expect.poll(() => rows.count()).toBe(merges.length)
  await page.reload()
  await expect.poll(() => rows.count()).toBe(merges.length)
  await expect(rows.first().textContent()).resolves.toContain('declared')
  expect(new URL(page.url()).search).toBe('?relation=merge')
})

it('finds the way to another model, or says that there is none', async () => {
  const page = await browser.open(`${hub.url}/models/juniper-quants--Aurora-1B-Instruct-GGUF/ancestry`)
  const input = page.getByRole('combobox', { name: 'Find the way to a model' })
  await input.fill('stellar-labs/Aurora-1B')
  await page.keyboard.press('Enter')
  const way = page.getByRole('list', { name: 'Way' }).getByRole('link')
  await expect
    .poll(() => way.allTextContents())
    .toEqual(['juniper-quants/Aurora-1B-Instruct-GGUF', 'stellar-labs/Aurora-1B-Instruct', 'stellar-labs/Aurora-1B'])
  expect(new URL(page.url()).searchParams.get('to')).toBe('stellar-labs/Aurora-1B')
  await input.fill('civitai-500007')
  await page.keyboard.press('Enter')
  await page.getByText('are not related, as far as the catalog knows').waitFor()
})

it('says of each file whether it runs in a memory, and by which formula', async () => {
  const page = await browser.open(`${hub.url}/models/juniper-quants--Aurora-7B-Instruct-GGUF`)
  await page.getByRole('combobox', { name: 'Memory or device' }).fill('rtx 4090')
  await page.keyboard.press('Enter')
  const { entry } = await ask<{ entry: { fit: { formula: string; files: { label: string; verdict: string }[] } } }>(
    'models/juniper-quants--Aurora-7B-Instruct-GGUF?memory=rtx+4090',
  )
  const files = page.getByRole('list', { name: 'Fit of the files' }).getByRole('listitem')
  await expect.poll(() => files.count()).toBe(entry.fit.files.length)
  for (const { label } of entry.fit.files) await files.filter({ hasText: label }).first().waitFor()
  await page.getByText('How it is reckoned').click()
  await page.getByText(entry.fit.formula, { exact: true }).waitFor()
  // The next model is measured against the same memory.
  await page.goto(`${hub.url}/models/stellar-labs--Aurora-1B`)
  await page
    .getByText(/^fits, \d/)
    .first()
    .waitFor()
})

it('shows license class, hashes of every kind, and similar models with their reasons', async () => {
  const page = await browser.open(`${hub.url}/models/civitai-500007`)
  await page
    .getByRole('button', { name: /more hashes$/ })
    .first()
    .click()
  await page.getByText('autov2', { exact: true }).first().waitFor()
  await page.goto(`${hub.url}/models/stellar-labs--Aurora-1B-Instruct`)
  const similar = page.getByRole('list', { name: 'Similar models' }).getByRole('listitem')
  await similar.first().waitFor()
  await expect(similar.first().textContent()).resolves.toMatch(/same task.*% alike/)
  await page.getByRole('link', { name: 'Permissive' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?license_class=permissive')
})

it('puts models aside in the list, compares them, and marks what differs', async () => {
  const page = await browser.open(`${hub.url}/?query=aurora&author=stellar-labs`)
  const found = page.getByRole('list', { name: 'Models found' })
  await found.getByRole('button', { name: 'Choose Aurora-7B-Instruct' }).click()
  await found.getByRole('button', { name: 'Choose Aurora-1B-Instruct' }).click()
  await page.getByRole('region', { name: 'Chosen models' }).getByRole('link', { name: 'Compare 2' }).click()
  await page.getByRole('table').waitFor()
  expect(new URL(page.url()).searchParams.getAll('slug')).toEqual([
    'stellar-labs--Aurora-7B-Instruct',
    'stellar-labs--Aurora-1B-Instruct',
  ])
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) })
  await row('differs Parameters').getByText('7.25B').waitFor()
  await row('the same Author').first().waitFor()
  await page.getByRole('checkbox', { name: 'Only differences' }).click()
  await expect.poll(() => row('the same').count()).toBe(0)
  await row('differs Parameters').waitFor()

  const add = page.getByRole('combobox', { name: 'Add a model to compare' })
  await add.fill('stellar-labs/Aurora-70B')
  await page.keyboard.press('Enter')
  await page.getByRole('columnheader', { name: 'Aurora-70B', exact: false }).waitFor()
  await page.reload()
  await expect.poll(() => page.getByRole('columnheader').count()).toBe(4)
})

it('collects models in a list of its own, and takes them out again', async () => {
  const page = await browser.open(`${hub.url}/models/stellar-labs--Aurora-1B`)
  await page.getByRole('button', { name: 'Choose', exact: true }).click()
  await page.getByRole('button', { name: 'Collect' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add 1 model to a collection' })
  await dialog.getByLabel('Name of a new collection').fill('Small bases')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await dialog.getByRole('link', { name: 'Small bases' }).click()
  await page.getByRole('heading', { level: 1, name: 'Small bases' }).waitFor()
  const models = page.getByRole('list', { name: 'Models of the collection' }).getByRole('listitem')
  await models.getByRole('link', { name: 'Aurora-1B' }).waitFor()
  const feed = await page.getByRole('link', { name: 'Small bases as JSON feed' }).getAttribute('href')
  expect(await (await fetch(hub.url + feed)).text()).toContain('Aurora-1B')
  await models.getByRole('button', { name: 'Take Aurora-1B out' }).click()
  await page.getByText('Nothing in it yet').waitFor()
})

it('shows totals, distributions and tops, each with its definition', async () => {
  const statistics = await ask<{
    definitions: Record<string, string>
    facets: { field: string; values: { value: string; count: number }[] }[]
  }>('statistics')
  const page = await browser.open(`${hub.url}/statistics`)
  await page
    .getByText(`${hub.mock.counts.huggingface + hub.mock.counts.civitai} models`)
    .first()
    .waitFor()
  const shown = await page.getByRole('main').textContent()
  for (const [name, definition] of Object.entries(statistics.definitions)) {
    if (!['sources', 'children'].includes(name)) expect(shown, name).toContain(definition)
  }
  const [top] = statistics.facets.find(({ field }) => field === 'task')?.values ?? []
  await page
    .getByRole('list', { name: 'Task', exact: true })
    .getByRole('link', { name: String(top?.value) })
    .first()
    .click()
  await page.getByText(`${top?.count} models`, { exact: true }).waitFor()

  await page.goto(`${hub.url}/statistics`)
  await page.getByRole('radio', { name: 'CivitAI' }).check({ force: true })
  await page.getByRole('list', { name: 'Downloads of all time' }).waitFor()
  expect(new URL(page.url()).search).toBe('?source=civitai')
})

it('says why nothing rises yet; with snapshots of other days it shows what does, and draws them', async () => {
  const page = await browser.open(`${hub.url}/trending`)
  await page.getByText('What rises is seen by comparing two days').waitFor()
  await page.getByRole('radio', { name: 'New' }).check({ force: true })
  const models = page.getByRole('list', { name: 'Trending models' }).getByRole('listitem')
  await expect.poll(() => models.count()).toBe(25)

  addPastSnapshots(hub.home, 10)
  await fetch(`${hub.url}/api/v1/snapshots`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  await expect
    .poll(async () => (await ask<unknown[]>('trending?kind=rising')).length, { timeout: 15_000 })
    .toBeGreaterThan(0)
  await page.goto(`${hub.url}/trending`)
  await models
    .first()
    .filter({ hasText: /\+.*downloads.*\+.*likes in 7 d/ })
    .waitFor()
  await page.getByText('from 11 daily snapshots').waitFor()

  await page.goto(`${hub.url}/models/stellar-labs--Aurora-7B-Instruct`)
  const chart = page.getByRole('application', { name: /^Downloads in the last 30 days by day/ })
  await chart.focus()
  const before = await chart.locator('xpath=..').textContent()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => chart.locator('xpath=..').textContent()).not.toBe(before)
})

it('ran without a script error and kept to its security policy', () => {
  expect(browser.problems).toEqual([])
  expect([...browser.origins]).toEqual([new URL(hub.url).origin])
})
