import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

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

it('pulls a model by clicking, shows it arrive in the library, and the job in Jobs', async () => {
  const page = await browser.open(`${hub.url}/?query=aurora+1b+instruct+gguf&author=juniper-quants`)
  await page.getByRole('link', { name: 'Aurora-1B-Instruct-GGUF' }).click()
  await page.getByRole('button', { name: 'Pull', exact: true }).click()

  const dialog = page.getByRole('dialog', { name: 'Pull Aurora-1B-Instruct-GGUF' })
  await dialog.getByText('README.md').waitFor()
  await dialog.getByText('to fetch').first().waitFor()
  await dialog.getByLabel('Not files like').fill('README*, .git*')
  await expect.poll(() => dialog.getByText('README.md').count()).toBe(0)
  await dialog.getByRole('button', { name: /^Pull \d/ }).click()
  await dialog.getByText('In the library', { exact: true }).waitFor()
  await dialog.getByRole('link', { name: 'Open in the library' }).click()

  const details = page.getByRole('dialog', { name: 'Aurora-1B-Instruct-GGUF' })
  const files = details.getByRole('list', { name: 'Files' })
  await files
    .getByText(/\.gguf$/)
    .first()
    .waitFor()
  await expect(files.getByText('README.md').count()).resolves.toBe(0)
  const folder = await details.getByText(join(hub.home, 'shared-resources', 'models')).textContent()
  const metadata = JSON.parse(await readFile(join(String(folder), 'metadata.json'), 'utf8')) as { files: unknown[] }
  expect(metadata.files).toHaveLength(await files.getByRole('listitem').count())
  await details.getByRole('button', { name: 'Close' }).click()
  await page.getByText(/^1 model, /).waitFor()

  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Jobs/ }).click()
  const job = page.getByRole('listitem').filter({ hasText: 'Pull juniper-quants/Aurora-1B-Instruct-GGUF' })
  await job.getByText('Completed').waitFor()
  await page.getByText('live', { exact: true }).waitFor()
  await job.getByRole('button', { name: /^Details of/ }).click()
  await job.getByRole('log').waitFor()

  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name: /^Catalog/ })
    .click()
  const row = page
    .getByRole('list', { name: 'Models found' })
    .getByRole('listitem')
    .filter({ hasText: 'In the library' })
  await expect.poll(() => row.count()).toBe(1)
})

it('shows a job that another page started, live', async () => {
  const watcher = await browser.open(`${hub.url}/jobs`)
  await watcher.getByText('live', { exact: true }).waitFor()
  const page = await browser.open(`${hub.url}/library`)
  await page.getByRole('button', { name: 'Rescan' }).click()
  await page.getByText('Scanned', { exact: true }).waitFor()
  const job = watcher.getByRole('listitem').filter({ hasText: 'Scan the library' })
  await expect.poll(() => job.getByText('Completed').count()).toBe(1)
})

it('says why a pull failed and what to do, and finishes it by Retry when the cause is gone', async () => {
  const page = await browser.open(`${hub.url}/models/stellar-labs--Aurora-1B`)
  await page.getByRole('button', { name: 'Pull', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Pull Aurora-1B' })
  await dialog.getByText('to fetch').first().waitFor()
  hub.mock.setFaults([{ kind: 'wrong-bytes' }])
  await dialog.getByRole('button', { name: /^Pull \d/ }).click()
  await dialog.getByText('VERIFICATION_FAILED').waitFor()
  hub.mock.setFaults([])
  await dialog.getByRole('button', { name: /^Retry/ }).click()
  await dialog.getByText('In the library', { exact: true }).waitFor()
  expect(await page.getByText('VERIFICATION_FAILED').count()).toBe(0)
})

it('says what a gated model asks for, before the pull and when it is refused', async () => {
  const page = await browser.open(`${hub.url}/?gated=true`)
  await page.getByRole('list', { name: 'Models found' }).getByRole('link').first().click()
  await page.getByRole('article').getByText('Gated', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Pull', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('start Weighthouse with your token in WEIGHTHOUSE_HF_TOKEN').waitFor()
  await dialog.getByRole('button', { name: /^Pull \d/ }).click()
  await expect.poll(() => dialog.getByText('GATED', { exact: true }).count()).toBe(1)
})

it('shows the versions of a CivitAI model, and pulls an older one', async () => {
  const { slug, versions } = await findModelWithVersions()
  const [newest, older] = versions
  const page = await browser.open(`${hub.url}/models/${slug}`)
  const list = page.getByRole('list', { name: 'Versions' })
  await list.getByText(newest.baseModel, { exact: true }).first().waitFor()
  await list.getByText(newest.trainedWords[0], { exact: true }).first().waitFor()
  await list.getByRole('button', { name: `Pull version ${older.name}`, exact: true }).click()

  const dialog = page.getByRole('dialog')
  await dialog.getByTitle(older.files[0].name, { exact: true }).waitFor()
  expect(await dialog.getByLabel('Version number').inputValue()).toBe(String(older.id))
  await dialog.getByRole('button', { name: /^Pull \d/ }).click()
  await dialog.getByRole('link', { name: 'Open in the library' }).click()
  await page.getByRole('dialog').getByText(older.files[0].name).waitFor()
})

interface Version {
  id: number
  name: string
  baseModel: string
  trainedWords: [string]
  files: [{ name: string }]
}

/** A LoRA of the sample with trigger words and at least two versions. */
async function findModelWithVersions(): Promise<{ slug: string; versions: [Version, Version] }> {
  const found = (await ask('search?source=civitai&task=lora&limit=50')) as { slug: string }[]
  for (const { slug } of found) {
    const { record } = (await ask(`models/${slug}`)) as { record: { modelVersions: [Version, Version] } }
    const versions = record.modelVersions
    if (versions.length > 1 && versions[0].trainedWords.length > 0) return { slug, versions }
  }
  throw new Error('The sample has no LoRA with trigger words and two versions.')
}

async function ask(path: string): Promise<unknown> {
  const answer = (await (await fetch(`${hub.url}/api/v1/${path}`)).json()) as { data: unknown }
  return answer.data
}

it('finds in the library, and says so when nothing there matches', async () => {
  const page = await browser.open(`${hub.url}/library`)
  await page.getByText(/^3 models, /).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('gguf')
  await page.getByText(/^1 model, /).waitFor()
  await page.getByRole('textbox', { name: 'Search the library' }).fill('nothing like that')
  await page.getByText('Nothing on the shelves matches').waitFor()
  expect(await page.getByRole('list', { name: 'Models in the library' }).count()).toBe(0)
})

it('ran without a script error and kept to its security policy', () => {
  expect(browser.problems).toEqual([])
})
