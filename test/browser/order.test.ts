import { existsSync } from 'node:fs'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { runJson } from '../support/runCli.ts'
import { separate } from '../support/separate.ts'
import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

const slug = 'stellar-labs--Aurora-7B-Instruct'
let hub: TestHub
let browser: TestBrowser
let folder: string
let weight: string
const inode = async () => (await stat(weight)).ino

beforeAll(async () => {
  hub = await startHub()
  const env = { WEIGHTHOUSE_HOME: hub.home, WEIGHTHOUSE_HF_ENDPOINT: hub.mock.hfUrl }
  await runJson(['pull', slug], env)
  folder = ((await runJson(['rm', slug, '--dry-run'], env)).data as { path: string }).path
  weight = join(folder, (await readdir(folder)).find((name) => name.endsWith('.safetensors')) ?? '')
  await separate(weight)
  browser = await openBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await hub?.close()
})

it('renames a model after it said who uses it, and Undo takes that back', async () => {
  const page = await browser.open(`${hub.url}/library?model=${slug}`)
  await page.getByRole('button', { name: 'Rename…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Rename / })
  await dialog.getByText('Nothing that Weighthouse knows of uses it.').waitFor()
  await dialog.getByLabel('Name of the folder').fill('not a name')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await dialog.getByText('cannot be a folder of the library').waitFor()
  await dialog.getByLabel('Name of the folder').fill('aurora')
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText(join(dirname(folder), 'aurora'), { exact: true }).waitFor()
  expect(existsSync(folder)).toBe(false)
  await runJson(['undo'], { WEIGHTHOUSE_HOME: hub.home })
  expect(existsSync(folder)).toBe(true)
}, 120_000)

it('removes a model after it said who uses it, shows it in the trash, and brings it back', async () => {
  const page = await browser.open(`${hub.url}/library?model=${slug}`)
  await page.getByRole('button', { name: 'Remove…' }).click()
  const dialog = page.getByRole('dialog', { name: /^Remove / })
  await dialog.getByText('Nothing that Weighthouse knows of uses it.').waitFor()
  await dialog.getByRole('button', { name: 'Move to the trash' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(existsSync(folder)).toBe(false)

  const trash = await browser.open(`${hub.url}/order?view=trash`)
  await trash.getByRole('button', { name: 'Bring back' }).click()
  await trash.getByText('The trash is empty').waitFor()
  expect(existsSync(folder)).toBe(true)
}, 120_000)

it('shows the use of the disk and frees what is there twice', async () => {
  const page = await browser.open(`${hub.url}/order`)
  await page.getByRole('list', { name: 'By type' }).getByText('llm').waitFor()
  await page.getByText('Duplicates', { exact: true }).click()
  await page.getByText('The same bytes').waitFor()
  await page.getByRole('button', { name: /^Free / }).click()
  await page.getByText('Nothing is there twice').waitFor()
  const linked = await inode()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Took back: 1 duplicate file was linked').waitFor()
  await page.getByText('The same bytes').waitFor()
  expect(await inode()).not.toBe(linked)
}, 120_000)

it('looks whether all is sound, and mends what it can', async () => {
  const orphan = join(hub.home, 'shared-resources', 'models', 'llm', 'lost', 'lost')
  await mkdir(orphan, { recursive: true })
  const metadata = {
    schema_version: 1,
    slug: 'o--lost',
    source: 'huggingface',
    repo_id: 'o/lost',
    revision: 'main',
    commit: 'c',
    model_id: 'lost',
    model_type: 'llm',
    subtype: 'full',
    family: 'lost',
    official_name: 'o/lost',
    cleaned_name: 'lost',
    tags: [],
    base_model: [],
    license: null,
    size_bytes: 0,
    files: [],
    added_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  }
  await writeFile(join(orphan, 'metadata.json'), JSON.stringify(metadata))
  const page = await browser.open(`${hub.url}/order?view=doctor`)
  const findings = page.getByRole('list', { name: 'Findings' })
  await findings.getByText('models.db does not list').waitFor()
  await page.getByRole('button', { name: 'Mend' }).click()
  await findings.getByText('(mended)').waitFor()
  await page.getByRole('button', { name: 'Look again' }).click()
  await findings.getByText('2 models in').waitFor()
  expect(await findings.getByText('models.db does not list').count()).toBe(0)
}, 120_000)
