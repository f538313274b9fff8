import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readRecords } from '../../mock/records/readRecords.ts'
import type { Facet } from '../../src/catalog/search/searchQuery.ts'
import { expectCounts } from '../support/plain/expectCounts.ts'
import { isFoundPlainly } from '../support/plain/findPlainly.ts'
import { inheritPlainly } from '../support/plain/inheritPlainly.ts'
import type { PlainModel } from '../support/plain/plainModel.ts'
import { readPlainHuggingFace } from '../support/plain/readPlainHuggingFace.ts'
import { runJson, startCli } from '../support/runCli.ts'
import { temporaryFolder } from '../support/temporaryHome.ts'

// The road on records as the real services returned them; they are not part of the project.
const data = process.env['WEIGHTHOUSE_REAL_DATA']

if (data) {
  describe('the road on real records', () => {
    let home: Awaited<ReturnType<typeof temporaryFolder>>
    let env: Record<string, string>
    let mock: ReturnType<typeof startCli>
    let served: { huggingface: { url: string; models: number }; civitai: { url: string; models: number } }

    beforeAll(async () => {
      home = await temporaryFolder('real')
      mock = startCli([
        'mock',
        '--hf-port',
        '0',
        '--civitai-port',
        '0',
        '--hf-data',
        join(data, 'huggingface-models.ndjson.gz'),
        '--civitai-data',
        join(data, 'civitai-models.ndjson.gz'),
        '--json',
      ])
      const line = await new Promise<string>((resolve, reject) => {
        mock.child.stdout?.once('data', (text: string) => resolve(text))
        mock.done.then(({ stderr }) => reject(new Error(stderr)), reject)
      })
      served = (JSON.parse(line) as { data: typeof served }).data
      env = {
        WEIGHTHOUSE_HOME: home.path,
        WEIGHTHOUSE_HF_ENDPOINT: served.huggingface.url,
        WEIGHTHOUSE_CIVITAI_ENDPOINT: served.civitai.url,
      }
    })
    afterAll(async () => {
      mock.child.kill('SIGTERM')
      await mock.done
      await home.remove()
    })

    it('the mock servers serve 15,904 and 6,917 models', () => {
      expect(served.huggingface.models).toBe(15_904)
      expect(served.civitai.models).toBe(6_917)
    })

    it('a sync ends with 22,821 entries, and a second one changes nothing', async () => {
      const first = await runJson(['sync'], env)
      expect(first.data.total).toEqual({ added: 22_821, changed: 0, removed: 0, unchanged: 0, rejected: 0 })
      const second = await runJson(['sync'], env)
      expect(second.data).toMatchObject({
        total: { added: 0, changed: 0, removed: 0, unchanged: 22_821, rejected: 0 },
        sources: { huggingface: { unchanged: 15_904 }, civitai: { unchanged: 6_917 } },
      })
      expect((await runJson(['search', '', '--limit', '1'], env)).meta.total).toBe(22_821)
    }, 60_000)

    it('a search for two words finds entries that hold both, in order, and each can be shown', async () => {
      const { data: entries } = await runJson(['search', 'qwen gguf', '--sort', 'downloads', '--limit', '5'], env)
      expect(entries).toHaveLength(5)
      const downloads = entries.map((entry: { downloads: number }) => entry.downloads)
      expect(downloads).toEqual(downloads.toSorted((a: number, b: number) => b - a))
      for (const entry of entries) {
        const { data: model } = await runJson(['show', entry.slug], env)
        const words = JSON.stringify([model.entry, model.tags, model.parents]).toLowerCase()
        expect(words).toContain('qwen')
        expect(words).toContain('gguf')
        const { data: ancestry } = await runJson(['ancestry', entry.slug], env)
        expect(ancestry.ancestorsTotal).toBeGreaterThanOrEqual(model.parents.length)
      }
    })

    it('a search for permissive llamas of 7B agrees with a count over the records, and so does every facet', async () => {
      const models: PlainModel[] = []
      for await (const record of readRecords(join(data, 'huggingface-models.ndjson.gz'))) {
        models.push(readPlainHuggingFace(record))
      }
      const expected = inheritPlainly(models).filter(
        (model) =>
          isFoundPlainly(model, 'llama -lora') &&
          model.licenseClass === 'permissive' &&
          model.parameters !== undefined &&
          model.parameters >= 6e9 &&
          model.parameters <= 9e9,
      )
      expect(expected.length).toBeGreaterThan(50)
      const filter = ['--filter', 'license_class=permissive', '--range', 'parameters=6e9..9e9']
      const { meta } = await runJson(['search', 'llama -lora', ...filter, '--facets', '--limit', '1'], env)
      expect(meta.total).toBe(expected.length)
      expect(meta.facets).toHaveLength(10)
      for (const facet of meta.facets as Facet[]) expectCounts(facet, expected)
    })

    it.each(['huggingface', 'civitai'])(
      'pulls what is most downloaded at %s, and every hash is right',
      async (source) => {
        const found = await runJson(
          ['search', '--source', source, '--no-gated', '--sort', 'downloads', '--limit', '3'],
          env,
        )
        for (const { slug } of found.data) {
          const { data: pulled } = await runJson(['pull', slug], env)
          const folder = pulled.job.result.path as string
          const metadata = JSON.parse(await readFile(join(folder, 'metadata.json'), 'utf8')) as {
            files: { path: string; sha256: string }[]
          }
          expect(metadata.files.length).toBeGreaterThan(0)
          for (const { path, sha256 } of metadata.files) {
            const hash = createHash('sha256')
            await pipeline(createReadStream(join(folder, path)), hash)
            expect(hash.digest('hex')).toBe(sha256)
          }
        }
      },
    )
  })
}
