import { join } from 'node:path'

import type { AppSettingsFormat, SettingsEntry } from '../config/appSettingsFormat.ts'
import { escapeFds, type FdsLine, readFdsSection } from '../config/fdsText.ts'

/** Settings that take lists of folders, with what SwarmUI reads without them. */
const keys: Record<string, string> = {
  SDModelFolder: 'Stable-Diffusion',
  SDLoraFolder: 'Lora',
  SDVAEFolder: 'VAE',
  SDEmbeddingFolder: 'Embeddings',
  SDControlNetsFolder: 'controlnet;model_patches',
  SDClipFolder: 'text_encoders;clip',
  SDClipVisionFolder: 'clip_vision',
}
const endings = ['.safetensors', '.sft', '.engine', '.gguf', '.ckpt', '.pt', '.pth', '.bin']
const section = 'Paths'

/**
 * Data/Settings.fds of SwarmUI: in its section Paths, the folders of a kind are a list with `;`, relative to every
 * ModelRoot or absolute (Utilities.CombinePathWithAbsolute). SwarmUI writes the file anew when it starts and drops
 * comments, so our folders are known by the ledger. https://github.com/mcmonkeyprojects/SwarmUI src/Core/Settings.cs
 */
export const swarmuiSettings: AppSettingsFormat = {
  foldersPerKey: 'many',
  fileOf: ({ path }) => join(path, 'Data', 'Settings.fds'),
  endingsOf: (key) => (key in keys ? endings : undefined),
  refuse(text, { key, folder }) {
    if (text === undefined) return 'SwarmUI has no Data/Settings.fds yet; start it once'
    if (/[;\n\r]/.test(folder)) return 'the folder has a character that separates folders in the settings'
    return listOf(lineOf(text, key)).includes(folder) ? `${key} names ${folder} already` : undefined
  },
  add: (text = '', entries) =>
    [...Map.groupBy(entries, ({ key }) => key)].reduce((result, [key, those]) => {
      const folders = [...new Set(those.map(({ folder }) => folder))]
      return addFolders(result, key, folders)
    }, text),
  remove: (text, entries) => entries.reduce(removeFolder, text),
}

function addFolders(text: string, key: string, folders: readonly string[]): string {
  const line = lineOf(text, key)
  if (line) {
    const added = folders.map((folder) => `;${escapeFds(folder)}`).join('')
    return text.slice(0, line.end) + added + text.slice(line.end)
  }
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const paths = readFdsSection(text, section)
  const value = [keys[key] ?? '', ...folders].map(escapeFds).join(';')
  if (paths) return `${text.slice(0, paths.after)}${paths.indent}${key}: ${value}${lineEnd}${text.slice(paths.after)}`
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd
  return `${text}${gap}${section}:${lineEnd}\t${key}: ${value}${lineEnd}`
}

function removeFolder(text: string, { key, folder }: SettingsEntry): string {
  const line = lineOf(text, key)
  if (!line || !listOf(line).includes(folder)) return text
  const rest = text.slice(line.valueStart, line.end).split(';')
  const index = rest.findIndex((part) => part.trim() === escapeFds(folder))
  return text.slice(0, line.valueStart) + rest.toSpliced(index, 1).join(';') + text.slice(line.end)
}

function lineOf(text: string, key: string): FdsLine | undefined {
  return readFdsSection(text, section)?.lines.find((line) => line.key === key)
}

function listOf(line: FdsLine | undefined): string[] {
  return line?.value.split(';').map((part) => part.trim()) ?? []
}
