import { join } from 'node:path'

import type { AppSettingsFormat } from '../config/appSettingsFormat.ts'
import { addToList, readJsonSettings, removeFromList } from '../config/jsonSettings.ts'

/** Settings that take lists of folders, and the folder below `models` that is read without them. */
const keys: Record<string, string> = { path_checkpoints: 'checkpoints', path_loras: 'loras' }
const endings = ['.pth', '.ckpt', '.bin', '.safetensors', '.patch']

const fileOf = ({ path }: { path: string }) => join(path, 'config.txt')

/**
 * config.txt of Fooocus, which is JSON. `path_checkpoints` and `path_loras` take lists (get_dir_or_set_default with
 * as_array); the first folder stays the user's, since downloads go there. Fooocus writes the file anew when it starts; our
 * folders are found again by their names. https://github.com/lllyasviel/Fooocus modules/config.py
 */
export const fooocusSettings: AppSettingsFormat = {
  foldersPerKey: 'many',
  fileOf,
  endingsOf: (key) => (key in keys ? endings : undefined),
  refuse(text, { key, folder }, app) {
    const value = readJsonSettings(fileOf(app), text)[key]
    if (value === undefined || typeof value === 'string') return undefined
    if (!Array.isArray(value)) return `${key} is neither a folder nor a list of folders`
    return value.includes(folder) ? `${key} names ${folder} already` : undefined
  },
  add(text, entries, app) {
    readJsonSettings(fileOf(app), text)
    const added = new Set<string>()
    return entries.reduce(
      (result, entry) => {
        const name = `${entry.key}\0${entry.folder}`
        if (added.has(name)) return result
        added.add(name)
        return addToList(result, entry, [join(app.modelsPath, keys[entry.key] ?? '')])
      },
      text?.trim() ? text : '{\n}\n',
    )
  },
  remove: (text, entries) => entries.reduce((result, entry) => removeFromList(result, entry), text),
}
