import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import type { RestAnswer } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'
import { writeSparseSafetensors } from '../support/writeSparseWeights.ts'
import { openBrowser, type TestBrowser } from './support/openBrowser.ts'
import { startHub, type TestHub } from './support/startHub.ts'

let hub: TestHub
let browser: TestBrowser
let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  hub = await startHub()
  browser = await openBrowser()
  folder = await temporaryFolder('drive')
  const drive = folder.path
  await mkdir(join(drive, 'checkpoints'), { recursive: true })
  await writeSparseSafetensors(join(drive, 'checkpoints', 'mystery.safetensors'), { 'a.weight': [4, 4] })
  await writeFile(
    join(drive, 'checkpoints', 'mystery.preview.png'),
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  )
  await ask('POST', '/api/v1/scan', { path: drive })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await hub?.close()
  await folder?.remove()
})

async function ask(method: string, path: string, body?: unknown): Promise<RestAnswer> {
  const response = await fetch(hub.url + path, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as RestAnswer
}

it('asks what a model is, takes the answer, and keeps what the user writes of it', async () => {
  await expect.poll(async () => (await ask('GET', '/api/v1/reviews')).meta.total, { timeout: 20_000 }).toBe(1)
  const page = await browser.open(`${hub.url}/library`)
  await page.getByRole('link', { name: 'Review 1' }).click()
  await page.getByRole('heading', { name: 'Review' }).waitFor()
  const row = page.getByRole('list', { name: 'Models to look at' }).getByRole('listitem').filter({ hasText: 'mystery' })
  await row.getByRole('list', { name: 'Evidence' }).getByText('it lies in a folder for checkpoints').waitFor()

  await row.getByLabel('Part').selectOption('unet')
  await row.getByRole('textbox', { name: 'Family' }).fill('flux1')
  await row.getByRole('button', { name: 'That is what it is' }).click()
  await page.getByText('Nothing waits for you').waitFor()

  await page.getByRole('link', { name: 'To the library' }).click()
  await page.getByText('mystery').first().click()
  const dialog = page.getByRole('dialog', { name: 'mystery' })
  await dialog.getByRole('img', { name: 'Preview of mystery' }).waitFor()
  await dialog.getByRole('textbox', { name: 'Your notes' }).fill('from a friend')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByRole('button', { name: 'Rate 4 of 5' }).click()
  await dialog.getByRole('button', { name: 'Rate 4 of 5', pressed: true }).waitFor()
  await dialog.getByRole('textbox', { name: 'Another tag' }).fill('daily')
  await dialog.getByRole('button', { name: 'Add' }).click()
  await dialog.getByRole('button', { name: 'Take the tag daily away' }).waitFor()

  const [model] = (await ask('GET', '/api/v1/library')).data as { path: string; family: string }[]
  expect(model?.family).toBe('flux1')
  expect(JSON.parse(await readFile(join(model?.path ?? '', 'overrides.json'), 'utf8'))).toMatchObject({
    notes: 'from a friend',
    rating: 4,
    tags: ['daily'],
    identity: { subtype: 'unet', family: 'flux1' },
  })
})
