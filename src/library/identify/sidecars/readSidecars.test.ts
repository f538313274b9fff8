import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { FoundFile } from '../../layouts/foundModel.ts'
import { overridesSchema } from '../../overrides.ts'
import { findPreview } from './findPreview.ts'
import { readA1111 } from './readA1111.ts'
import { readCivitaiInfo } from './readCivitaiInfo.ts'
import { readCmInfo } from './readCmInfo.ts'
import { readLoraManager } from './readLoraManager.ts'
import { readSidecars } from './readSidecars.ts'
import { readSwarm } from './readSwarm.ts'

const sha256 = 'ab'.repeat(32)
const other = 'cd'.repeat(32)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weighthouse-sidecars-'))
})
afterEach(() => rm(folder, { recursive: true }))

function file(path: string, hash?: string): FoundFile {
  return {
    path,
    location: join(folder, path),
    size: 1,
    mtimeMs: 0,
    device: '',
    inode: '',
    ...(hash !== undefined && { sha256: hash }),
  }
}

async function found(sidecars: Record<string, unknown>, hash?: string) {
  for (const [name, content] of Object.entries(sidecars)) {
    await writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return { files: [file('V1.safetensors', hash)], sidecars: Object.keys(sidecars).map((name) => file(name)) }
}

const version = {
  id: 20,
  modelId: 4201,
  name: 'v2',
  baseModel: 'SDXL 1.0',
  trainedWords: ['glow', 'neon'],
  model: { name: 'Neon', type: 'LORA', nsfw: false, tags: ['style'] },
  files: [
    { id: 7, name: 'V1.safetensors', type: 'Model', hashes: { SHA256: sha256.toUpperCase(), AutoV2: 'ABABABABAB' } },
    { id: 8, name: 'vae.safetensors', type: 'VAE', hashes: { SHA256: other } },
  ],
}

describe('a .civitai.info', () => {
  test('says what CivitAI said', async () => {
    const [sidecar] = await readSidecars(await found({ 'V1.civitai.info': version }, sha256))
    expect(sidecar).toMatchObject({
      officialName: 'Neon',
      type: 'diffusion',
      subtype: 'loras',
      family: 'sdxl',
      baseModels: ['SDXL 1.0'],
      triggerWords: ['glow', 'neon'],
      tags: ['style'],
      identified: { source: 'civitai', modelId: '4201', versionId: '20', fileId: '7' },
    })
  })

  test('about other bytes says nothing of these', async () => {
    const [sidecar] = await readSidecars(await found({ 'V1.civitai.info': version }, 'ef'.repeat(32)))
    expect(sidecar).toMatchObject({ says: 'V1.civitai.info is about other bytes', user: {} })
    expect(sidecar?.identified).toBeUndefined()
  })

  test('that stands for a file CivitAI did not know says nothing', () => {
    const skeleton = { ...version, id: '', modelId: '', extensions: { sd_civitai_helper: { skeleton_file: true } } }
    expect(readCivitaiInfo(skeleton, 'V1.safetensors')).toBeUndefined()
  })
})

test('a .cm-info.json of StabilityMatrix is read', () => {
  const json = {
    ModelId: 4201,
    ModelName: 'Neon',
    ModelDescription: '<p>text</p>',
    Tags: ['style'],
    ModelType: 'LORA',
    VersionId: 20,
    BaseModel: 'Illustrious',
    Hashes: { SHA256: sha256, CRC32: '00000000' },
    TrainedWords: ['glow'],
    UserTitle: 'My neon',
    Source: 'Civitai',
  }
  expect(readCmInfo(json)).toMatchObject({
    officialName: 'Neon',
    subtype: 'loras',
    family: 'illustrious',
    identified: { source: 'civitai', modelId: '4201', versionId: '20' },
    sha256: [sha256],
    user: { title: 'My neon' },
  })
  expect(readCmInfo({ ...json, Source: 'OpenModelDb' })?.identified).toBeUndefined()
})

test('a .metadata.json of LoRA Manager is read, its paths are not', () => {
  const json = {
    file_name: '../../../etc/passwd',
    file_path: '/etc/passwd',
    preview_url: 'file:///etc/shadow',
    model_name: 'Neon',
    base_model: 'SDXL 1.0',
    sha256,
    tags: ['style'],
    notes: 'works at <b>0.8</b>',
    favorite: true,
    from_civitai: true,
    civitai: version,
    model_type: 'checkpoint',
  }
  const sidecar = readLoraManager(json, 'V1.safetensors')
  expect(sidecar).toMatchObject({
    officialName: 'Neon',
    subtype: 'loras',
    family: 'sdxl',
    identified: { modelId: '4201' },
    user: { notes: 'works at 0.8', favourite: true },
  })
  expect(JSON.stringify(sidecar)).not.toMatch(/passwd|shadow/)
  const ofHub = { model_name: 'x', hf_url: 'https://huggingface.co/owner/name/tree/main' }
  expect(readLoraManager(ofHub, '')?.identified).toEqual({ source: 'huggingface', repoId: 'owner/name' })
  expect(readLoraManager({ model_name: 'x', hf_url: 'https://evil.test/owner/name' }, '')?.identified).toBeUndefined()
})

test('a .json of A1111 gives family, trigger words and notes', () => {
  const json = {
    description: 'd',
    'sd version': 'SDXL',
    'activation text': 'glow, neon ,',
    notes: 'n',
    'preferred weight': 0.7,
  }
  expect(readA1111(json)).toMatchObject({ family: 'sdxl', triggerWords: ['glow', 'neon'], user: { notes: 'n\nd' } })
  expect(readA1111({ 'sd version': 'Unknown', notes: '' })).toBeUndefined()
})

test('a .swarm.json gives the fields of ModelSpec, flat or nested', () => {
  const fields = { architecture: 'stable-diffusion-xl-v1-base/lora', title: 'Neon', trigger_phrase: 'glow' }
  const expected = { family: 'sdxl', subtype: 'loras', officialName: 'Neon', triggerWords: ['glow'] }
  expect(readSwarm({ modelspec: fields })).toMatchObject(expected)
  const flat = Object.fromEntries(Object.entries(fields).map(([name, value]) => [`modelspec.${name}`, value]))
  expect(readSwarm(flat)).toMatchObject(expected)
})

describe('what is hostile or broken', () => {
  test('is passed over, and the rest is read', async () => {
    const model = await found({ 'V1.civitai.info': '{"broken', 'V1.cm-info.json': '[]', 'V1.json': { notes: 'mine' } })
    expect(await readSidecars(model)).toMatchObject([{ user: { notes: 'mine' } }])
  })

  test('may be a folder, a link to nowhere, a link in a circle, or gone', async () => {
    await mkdir(join(folder, 'V1.civitai.info'))
    await symlink(join(folder, 'nowhere'), join(folder, 'V1.cm-info.json'))
    await symlink('V1.metadata.json', join(folder, 'V1.metadata.json'))
    const names = ['V1.civitai.info', 'V1.cm-info.json', 'V1.metadata.json', 'V1.json']
    const sidecars = names.map((name) => file(name))
    expect(await readSidecars({ files: [file('V1.safetensors')], sidecars })).toEqual([])
  })

  test('longer than anything that a tool writes is not read', async () => {
    const model = await found({ 'V1.json': `{"notes":"${'x'.repeat(9 * 1024 * 1024)}"}` })
    expect(await readSidecars(model)).toEqual([])
  })

  test('HTML, control characters and endless texts become short plain lines', () => {
    const nasty = `<script>alert(1)</script><img src=x onerror=alert(1)>a\u0000\u001b[31m\u202eb${'x'.repeat(100_000)}`
    const sidecar = readCivitaiInfo(
      { ...version, model: { name: nasty, type: 'LORA' }, trainedWords: [nasty, 5, null] },
      '',
    )
    expect(sidecar?.officialName?.length).toBeLessThanOrEqual(300)
    expect(sidecar?.officialName).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(sidecar?.triggerWords).toHaveLength(1)
    const notes = readA1111({ notes: nasty })?.user.notes ?? ''
    expect(notes).not.toMatch(/[<>]|alert|[\p{Cc}\p{Cf}]/u)
    expect(notes.length).toBeLessThanOrEqual(10_000)
  })

  test.each(['-1', '0', '1e5', '../4', '', null, {}, 1.5, -3])('%j is no id of CivitAI', (modelId) => {
    expect(readCivitaiInfo({ ...version, modelId }, '')?.identified).toBeUndefined()
  })

  test('never throws, and never makes user fields that overrides.json could not hold', () => {
    const words =
      'id modelId name baseModel trainedWords model files extensions ModelId ModelName ModelType Hashes UserTitle Source Tags notes favorite civitai hf_url sha256 tags description modelspec architecture __proto__ constructor'
    const keys = fc.constantFrom('sd version', 'activation text', ...words.split(' '))
    const json = fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.oneof(fc.jsonValue(), fc.constant(version))))
    fc.assert(
      fc.property(json, (value) => {
        for (const read of [readCivitaiInfo, readCmInfo, readLoraManager, readA1111, readSwarm]) {
          const sidecar = read(value, 'V1.safetensors')
          if (sidecar) expect(overridesSchema.safeParse(sidecar.user).success).toBe(true)
        }
      }),
    )
  })
})

describe('a preview', () => {
  const preview = (files: string[], sidecars: string[]) =>
    findPreview({ files: files.map((name) => file(name)), sidecars: sidecars.map((name) => file(name)) })?.path

  test('is the picture that bears the name of the model, the one that tools make first', () => {
    expect(preview(['a/V1.safetensors'], ['a/V1.png', 'a/V1.preview.png', 'a/V2.preview.png'])).toBe('a/V1.preview.png')
    expect(preview(['V1.safetensors'], ['v1.JPG'])).toBe('v1.JPG')
    expect(preview(['V1.safetensors'], ['V1.thumb.jpg'])).toBe('V1.thumb.jpg')
    expect(preview(['m/model.safetensors', 'm/config.json'], ['m/cover.webp'])).toBe('m/cover.webp')
    expect(preview(['V1.safetensors'], ['V2.png', 'V1.txt'])).toBeUndefined()
  })
})
