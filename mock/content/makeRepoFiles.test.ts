import { describe, expect, it } from 'vitest'

import { parseHuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { sampleHuggingFaceRecords } from '../sample/sampleHuggingFaceRecords.ts'
import { readSafetensors } from '../testing/readSafetensors.ts'
import { contentBytes } from './content.ts'
import { makeRepoFiles } from './makeRepoFiles.ts'

function files(record: object, maxFileSize = 1_000_000) {
  return makeRepoFiles(parseHuggingFaceRecord({ id: 'owner/Some-7B', ...record }), maxFileSize)
}

function text(record: object, path: string): string {
  const content = files(record).content(path)
  if (!content) throw new Error(`no ${path}`)
  return contentBytes(content).toString()
}

describe('the files of a record without a file list', () => {
  it('are what repos of its kind have', () => {
    const common = ['.gitattributes', 'README.md']
    const tokenizer = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer_config.json']
    expect(files({ tags: ['transformers', 'safetensors', 'bert'], pipeline_tag: 'fill-mask' }).paths).toEqual([
      ...common,
      'config.json',
      'model-00001-of-00003.safetensors',
      'model-00002-of-00003.safetensors',
      'model-00003-of-00003.safetensors',
      'model.safetensors.index.json',
      ...tokenizer,
    ])
    expect(files({ id: 'a/b-GGUF', tags: ['gguf'] }).paths).toEqual([
      ...common,
      'b.Q4_K_M.gguf',
      'b.Q5_K_M.gguf',
      'b.Q6_K.gguf',
      'b.Q8_0.gguf',
    ])
    expect(files({ id: 'a/b-Q4_K_M-GGUF', tags: ['gguf'] }).paths).toEqual([...common, 'b-Q4_K_M.gguf'])
    expect(files({ tags: ['peft', 'lora'] }).paths).toEqual([
      ...common,
      'adapter_config.json',
      'adapter_model.safetensors',
      ...tokenizer,
    ])
    expect(files({ tags: [], library_name: 'diffusers' }).paths).toContain('unet/diffusion_pytorch_model.safetensors')
    expect(files({ tags: ['diffusers', 'flux'] }).paths).toContain('transformer/diffusion_pytorch_model.safetensors')
    expect(files({ tags: ['pytorch'] }).paths).toContain('pytorch_model.bin')
    expect(files({ tags: [] }).paths).toEqual(common)
  })

  it('keep the proportions of real sizes below the largest size', () => {
    const { paths, content } = files({ id: 'a/b-8B-GGUF', tags: ['gguf'] })
    const sizes = paths.filter((path) => path.endsWith('.gguf')).map((path) => content(path)?.size ?? 0)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000_000)
    expect(Math.max(...sizes)).toBeGreaterThan(950_000)
  })

  it('hold an index whose every tensor is in the shard that it names', () => {
    const record = { tags: ['transformers', 'safetensors', 'llama'], safetensors: { total: 7e9 } }
    const { content } = files(record)
    const index = JSON.parse(text(record, 'model.safetensors.index.json')) as {
      metadata: { total_size: number }
      weight_map: Record<string, string>
    }
    const shards = [...new Set(Object.values(index.weight_map))].sort()
    expect(shards).toEqual([
      'model-00001-of-00003.safetensors',
      'model-00002-of-00003.safetensors',
      'model-00003-of-00003.safetensors',
    ])
    let total = 0
    for (const shard of shards) {
      const shardContent = content(shard)
      if (!shardContent) throw new Error(`no ${shard}`)
      const { tensors, dataBytes } = readSafetensors(contentBytes(shardContent))
      total += dataBytes
      expect(tensors.map(({ name }) => index.weight_map[name])).toEqual(tensors.map(() => shard))
    }
    expect(total).toBe(index.metadata.total_size)
  })

  it('describe the model: front matter from the card, config from the tags', () => {
    const record = {
      tags: ['transformers', 'qwen3'],
      pipeline_tag: 'text-generation',
      cardData: { license: 'mit', language: ['en', 'no'], base_model: 'a/b: c' },
    }
    expect(text(record, 'README.md').split('\n').slice(0, 8)).toEqual([
      '---',
      'license: mit',
      'language:',
      '- en',
      '- "no"',
      'base_model: "a/b: c"',
      '---',
      '',
    ])
    expect(JSON.parse(text(record, 'config.json'))).toMatchObject({
      model_type: 'qwen3',
      architectures: ['Qwen3ForCausalLM'],
    })
  })
})

describe('the files of a record with a file list', () => {
  it('are taken as they are, hostile names and all', () => {
    const names = ['../../evil.sh', '/etc/passwd', 'a\u0000b', 'sub/model.bin', 'con', 'sub/.gitkeep']
    const { paths, content } = files({ siblings: names.map((rfilename) => ({ rfilename })) })
    expect(paths).toEqual(names)
    expect(content('sub/.gitkeep')?.size).toBe(0)
    expect(content('sub/model.bin')?.size).toBeGreaterThan(100)
    expect(content('no such file')).toBeUndefined()
  })

  it('have the told size when it is small enough, and are empty when told so', () => {
    const { content } = files({
      siblings: [
        { rfilename: 'data.msgpack', size: 12345 },
        { rfilename: 'nothing.bin', size: 0 },
      ],
    })
    expect(content('data.msgpack')?.size).toBe(12345)
    expect(content('nothing.bin')?.size).toBe(0)
  })
})

it('the same record always gives the same bytes', () => {
  for (const record of [...sampleHuggingFaceRecords()].filter((_, index) => index % 17 === 0)) {
    const first = makeRepoFiles(parseHuggingFaceRecord(record), 50_000)
    const second = makeRepoFiles(parseHuggingFaceRecord(structuredClone(record)), 50_000)
    for (const path of first.paths) {
      const [a, b] = [first.content(path), second.content(path)]
      if (!a || !b) throw new Error(`no ${path}`)
      expect(contentBytes(a).equals(contentBytes(b))).toBe(true)
      expect(a.size).toBeLessThanOrEqual(50_000)
    }
  }
})
