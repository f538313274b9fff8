import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { systemErrorCode } from '../../foundation/errors.ts'
import type { AppSettingsFormat } from '../config/appSettingsFormat.ts'
import { addMember, readJsonSettings, removeMember } from '../config/jsonSettings.ts'

/** Settings of folders, what each lists, and the folder below `models` that is read without it. */
const keys: Record<string, { endings: readonly string[]; usual: string }> = {
  ckpt_dir: { endings: ['.safetensors'], usual: 'Stable-diffusion' },
  vae_dir: { endings: ['.safetensors', '.ckpt', '.pt', '.bin'], usual: 'VAE' },
  unet_dir: { endings: ['.safetensors', '.gguf'], usual: 'UNET' },
  te_dir: { endings: ['.safetensors', '.gguf'], usual: 'Text-encoder' },
  lora_dir: { endings: ['.safetensors', '.ckpt', '.pt'], usual: 'Lora' },
  embeddings_dir: { endings: ['.safetensors', '.pt', '.bin'], usual: 'embeddings' },
  control_dir: { endings: ['.safetensors', '.ckpt', '.pt', '.bin', '.pth'], usual: 'control' },
}

const fileOf = ({ path }: { path: string }) => join(path, 'config.json')

/**
 * config.json of SD.Next. Each setting names one folder, which is read instead of the usual one; so it is only set where
 * the user has not set it and the usual folder is empty. https://github.com/vladmandic/sdnext modules/ui_definitions.py
 */
export const sdnextSettings: AppSettingsFormat = {
  foldersPerKey: 'one',
  fileOf,
  endingsOf: (key) => keys[key]?.endings,
  refuse(text, { key }, app) {
    const value = readJsonSettings(fileOf(app), text)[key]
    if (value !== undefined) return `${key} is set to ${JSON.stringify(value)} already; link the model instead`
    const usual = join(app.modelsPath, keys[key]?.usual ?? '')
    return isEmpty(usual)
      ? undefined
      : `${key} would be read instead of ${usual}, which is not empty; link the model instead`
  },
  add(text, entries, app) {
    readJsonSettings(fileOf(app), text)
    const first = new Map(entries.map((entry) => [entry.key, entry]))
    return [...first.values()].reduce((result, entry) => addMember(result, entry), text?.trim() ? text : '{\n}\n')
  },
  remove: (text, entries) => entries.reduce((result, entry) => removeMember(result, entry), text),
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).every((name) => name.startsWith('.') || /^put.*here/i.test(name))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return true
    throw error
  }
}
