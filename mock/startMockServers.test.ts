import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { startMockServers } from './startMockServers.ts'
import { nextLink, request } from './testing/request.ts'

async function huggingFaceIds(url: string): Promise<string[]> {
  const ids: string[] = []
  let next: string | undefined = `${url}/api/models?limit=1000&full=true&cardData=true&sort=createdAt`
  while (next) {
    const { headers, json } = await request(next)
    ids.push(...(json as { id: string }[]).map(({ id }) => id))
    next = nextLink(headers)
  }
  return ids
}

async function civitaiIds(url: string): Promise<number[]> {
  const ids: number[] = []
  let next: string | undefined = `${url}/api/v1/models?limit=100&nsfw=true&sort=Newest`
  while (next) {
    const { items, metadata } = (await request(next)).json as {
      items: { id: number }[]
      metadata: { nextPage?: string }
    }
    ids.push(...items.map(({ id }) => id))
    next = metadata.nextPage
  }
  return ids
}

describe('startMockServers', () => {
  it('serves the sample when no records are given', async () => {
    const mock = await startMockServers()
    expect(new Set(await huggingFaceIds(mock.hfUrl)).size).toBe(mock.counts.huggingface)
    expect(new Set(await civitaiIds(mock.civitaiUrl)).size).toBe(mock.counts.civitai)
    await mock.close()
  })

  it('listens on 127.0.0.1, at the ports that were asked for', async () => {
    const first = await startMockServers({ hfRecords: [], civitaiRecords: [] })
    const hfPort = Number(new URL(first.hfUrl).port)
    expect(first.hfUrl).toBe(`http://127.0.0.1:${hfPort}`)
    await expect(startMockServers({ hfPort, hfRecords: [], civitaiRecords: [] })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      details: { port: hfPort },
    })
    await first.close()
    const second = await startMockServers({ hfPort, hfRecords: [], civitaiRecords: [] })
    expect(second.hfUrl).toBe(first.hfUrl)
    await second.close()
  })

  it('closes while a download is under way', async () => {
    const record = { id: 'lab/large', tags: [], siblings: [{ rfilename: 'a.txt' }, { rfilename: 'b.json' }] }
    const mock = await startMockServers({
      hfRecords: [record],
      civitaiRecords: [],
      faults: [{ kind: 'slow', value: 10 }],
    })
    const response = await fetch(`${mock.hfUrl}/lab/large/resolve/main/a.txt`)
    await mock.close()
    await expect(response.text()).rejects.toBeInstanceOf(Error)
  })

  it('serves the end of a file of gigabytes at once', async () => {
    const record = { id: 'lab/huge-7B', tags: [], siblings: [{ rfilename: 'model.safetensors' }] }
    const mock = await startMockServers({ hfRecords: [record], civitaiRecords: [], maxFileSize: 256 * 1024 * 1024 })
    const { headers } = await request(`${mock.hfUrl}/lab/huge-7B/resolve/main/model.safetensors`)
    const size = Number(headers.get('x-linked-size'))
    expect(size).toBeGreaterThan(250_000_000)
    const end = await request(headers.get('location') ?? '', { headers: { range: 'bytes=-16' } })
    expect(end.headers.get('content-range')).toBe(`bytes ${size - 16}-${size - 1}/${size}`)
    expect(end.bytes.length).toBe(16)
    await mock.close()
  })

  it('refuses records without an id', async () => {
    await expect(startMockServers({ hfRecords: [{ name: 'x' }] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(startMockServers({ civitaiRecords: [{ id: 'x' }] })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
  })
})

const realData = process.env['WEIGHTHOUSE_REAL_DATA']
if (realData) {
  describe('with real records', () => {
    it('serves 15,904 and 6,917 models, each once', { timeout: 180_000 }, async () => {
      const mock = await startMockServers({
        hfRecords: join(realData, 'huggingface-models.ndjson.gz'),
        civitaiRecords: join(realData, 'civitai-models.ndjson.gz'),
      })
      expect(mock.counts).toEqual({ huggingface: 15904, civitai: 6917 })
      expect(new Set(await huggingFaceIds(mock.hfUrl)).size).toBe(15904)
      expect(new Set(await civitaiIds(mock.civitaiUrl)).size).toBe(6917)
      await mock.close()
    })

    it('serves the repository with 23,763 files whole', { timeout: 180_000 }, async () => {
      const mock = await startMockServers({
        hfRecords: join(realData, 'huggingface-models-large.ndjson.gz'),
        civitaiRecords: [],
      })
      expect(mock.counts.huggingface).toBe(57623)
      let largest = { id: '', files: 0 }
      let next: string | undefined = `${mock.hfUrl}/api/models?limit=1000&expand=siblings`
      while (next) {
        const { headers, json } = await request(next)
        for (const { id, siblings } of json as { id: string; siblings: unknown[] }[]) {
          if (siblings.length > largest.files) largest = { id, files: siblings.length }
        }
        next = nextLink(headers)
      }
      expect(largest.files).toBe(23763)
      let files = 0
      next = `${mock.hfUrl}/api/models/${largest.id}/tree/main?recursive=true`
      while (next) {
        const { headers, json } = await request(next)
        files += (json as { type: string }[]).filter(({ type }) => type === 'file').length
        next = nextLink(headers)
      }
      expect(files).toBe(23763)
      await mock.close()
    })
  })
}
