import { describe, expect, it } from 'vitest'

import { isValidModelId } from '../../src/ids/modelReference.ts'
import { sampleCivitaiRecords } from './sampleCivitaiRecords.ts'
import { sampleHuggingFaceRecords } from './sampleHuggingFaceRecords.ts'

interface SampleRecord {
  id: string
  tags: string[]
  downloads: number
  gated: unknown
  pipeline_tag: string
  createdAt: string
  lastModified: string
}

describe('the sample of Hugging Face', () => {
  const records = [...sampleHuggingFaceRecords()] as unknown[] as SampleRecord[]

  it('is always the same, with about 300 models of valid and different ids', () => {
    expect([...sampleHuggingFaceRecords()]).toEqual(records)
    expect(records.length).toBeGreaterThan(270)
    expect(records.length).toBeLessThan(330)
    expect(new Set(records.map(({ id }) => id.toLowerCase())).size).toBe(records.length)
    for (const { id } of records) expect(isValidModelId({ source: 'huggingface', id })).toBe(true)
  })

  it('derives only from models that it has, by all four relations', () => {
    const ids = new Set(records.map(({ id }) => id))
    const relations = new Set<string>()
    for (const tag of records.flatMap(({ tags }) => tags)) {
      const [, relation, parent] = /^base_model:(?:(\w+):)?([^:]+)$/.exec(tag) ?? []
      if (relation) relations.add(relation)
      if (parent) expect(ids).toContain(parent)
    }
    expect([...relations].sort()).toEqual(['adapter', 'finetune', 'merge', 'quantized'])
  })

  it('shows what a catalog can be filtered by', () => {
    expect(new Set(records.map(({ gated }) => gated))).toEqual(new Set([false, 'auto', 'manual']))
    expect(new Set(records.map(({ pipeline_tag }) => pipeline_tag)).size).toBeGreaterThan(12)
    const licenses = records.flatMap(({ tags }) => tags.filter((tag) => tag.startsWith('license:')))
    expect(new Set(licenses).size).toBeGreaterThan(5)
    for (const { createdAt, lastModified } of records) expect(createdAt <= lastModified).toBe(true)
  })

  it('has downloads that fall with the rank', () => {
    const downloads = records.map((record) => record.downloads).sort((a, b) => b - a)
    expect(downloads[0]).toBe(4_200_000)
    expect((downloads[0] ?? 0) / (downloads[99] ?? 1)).toBeGreaterThan(100)
  })
})

describe('the sample of CivitAI', () => {
  const records = [...sampleCivitaiRecords()] as {
    id: number
    type: string
    modelVersions: { id: number; baseModel: string; files: { id: number; primary?: boolean }[] }[]
  }[]

  it('is always the same, with about 100 models', () => {
    expect([...sampleCivitaiRecords()]).toEqual(records)
    expect(records.length).toBeGreaterThan(85)
    expect(records.length).toBeLessThan(115)
  })

  it('has ids of models, versions and files that differ, and one primary file a version', () => {
    const versions = records.flatMap(({ modelVersions }) => modelVersions)
    const files = versions.flatMap((version) => version.files)
    for (const items of [records, versions, files]) expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    for (const version of versions) expect(version.files.filter(({ primary }) => primary)).toHaveLength(1)
  })

  it('has checkpoints, LoRAs, VAEs, embeddings and ControlNets of three base models', () => {
    expect(new Set(records.map(({ type }) => type))).toEqual(
      new Set(['Checkpoint', 'LORA', 'VAE', 'TextualInversion', 'Controlnet']),
    )
    const bases = records.flatMap(({ modelVersions }) => modelVersions.map(({ baseModel }) => baseModel))
    expect(new Set(bases)).toEqual(new Set(['SD 1.5', 'SDXL 1.0', 'Flux.1 D']))
  })
})
