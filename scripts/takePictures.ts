import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { openBrowser } from '../test/browser/support/openBrowser.ts'
import { startHub } from '../test/browser/support/startHub.ts'

// `npm run pictures`: takes the README's pictures of the sample catalog, in real Chromium.
const folder = join(import.meta.dirname, '..', 'docs', 'pictures')
await mkdir(folder, { recursive: true })
const hub = await startHub({ synced: true })
const browser = await openBrowser()
const size = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const }

async function pull(model: string): Promise<void> {
  const answer = await fetch(`${hub.url}/api/v1/pull`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

try {
  for (const model of [
    'stellar-labs/Aurora-7B-Instruct',
    'stellar-labs/Aurora-1B-Instruct',
    'civitai-500007',
    'civitai-500014',
    'quiet-harbor/Lanternfish-Coder-7B-Instruct',
  ]) {
    await pull(model)
  }
  const jobs = await browser.open(`${hub.url}/jobs`, { ...size, colorScheme: 'dark' })
  await jobs.getByText('live', { exact: true }).waitFor()
  for (;;) {
    const running = (await (await fetch(`${hub.url}/api/v1/jobs?state=running&state=pending`)).json()) as {
      meta: { total: number }
    }
    if (running.meta.total === 0) break
    await jobs.waitForTimeout(200)
  }
  // One that takes a while, to be seen at work.
  hub.mock.setFaults([{ kind: 'slow', value: 150_000, share: 1 }])
  await pull('stellar-labs/Aurora-70B-Instruct')
  await jobs.waitForTimeout(2_500)
  await jobs.screenshot({ path: join(folder, 'jobs-dark.png') })
  hub.mock.setFaults([])

  const catalog = await browser.open(`${hub.url}/?query=aurora`, size)
  await catalog.getByRole('list', { name: 'Models found' }).getByRole('listitem').first().waitFor()
  await catalog.screenshot({ path: join(folder, 'catalog.png') })

  const ancestry = await browser.open(`${hub.url}/models/stellar-labs--Aurora-7B/ancestry`, size)
  await ancestry.getByRole('heading', { level: 1 }).waitFor()
  await ancestry.waitForTimeout(1_000)
  await ancestry.screenshot({ path: join(folder, 'ancestry.png') })

  const statistics = await browser.open(`${hub.url}/statistics`, size)
  await statistics.getByRole('heading', { level: 1 }).waitFor()
  await statistics.waitForTimeout(1_000)
  await statistics.screenshot({ path: join(folder, 'statistics.png') })

  const model = await browser.open(`${hub.url}/models/stellar-labs--Aurora-7B`, size)
  await model.getByRole('button', { name: 'Pull', exact: true }).waitFor()
  await model.waitForTimeout(500)
  await model.screenshot({ path: join(folder, 'model.png') })
  await model.getByRole('button', { name: 'Pull', exact: true }).click()
  await model.getByRole('dialog').getByText('README.md').waitFor()
  await model.waitForTimeout(500)
  await model.screenshot({ path: join(folder, 'pull.png') })

  const library = await browser.open(`${hub.url}/library`, size)
  await library
    .getByText(/models, /)
    .first()
    .waitFor()
  await library.screenshot({ path: join(folder, 'library.png') })
} finally {
  await browser.close()
  await hub.close()
}
