import { isMap, parseDocument } from 'yaml'

import type { SettingsEntry } from './appSettingsFormat.ts'
import { brokenSettings } from './brokenSettings.ts'

const begin = '# >>> weighthouse: written by `weighthouse map`, taken out again by `weighthouse unmap`'
const end = '# <<< weighthouse'
const block = /(?:^|(?<=\n))# >>> weighthouse:[^\n]*\n[\s\S]*?\n# <<< weighthouse(?:\r?\n|$)/

/**
 * Adds a section of our own to a YAML file that is a map of sections, between two comments, behind what is there.
 * https://github.com/Comfy-Org/ComfyUI extra_model_paths.yaml.example: several folders of a key stand on lines of their own.
 *
 * @throws WeighthouseError INVALID_CONFIG when the file is not YAML, or would not be any more
 */
export function addYamlBlock(path: string, text: string, section: string, entries: readonly SettingsEntry[]): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const sections = readSections(path, text)
  if (sections.has(section)) throw brokenSettings(path, `it has a section ${section} that is not ours`)
  const keys = Map.groupBy(entries, ({ key }) => key)
  const lines = [begin, `${section}:`]
  for (const [key, those] of keys) {
    lines.push(
      `  ${JSON.stringify(key)}: |`,
      ...[...new Set(those.map(({ folder }) => folder))].map((it) => `    ${it}`),
    )
  }
  lines.push(end, '')
  const gap = text === '' || text.endsWith('\n') ? '' : lineEnd
  const result = text + gap + lines.join(lineEnd)
  const after = readSections(path, result)
  if (after.size !== sections.size + 1) throw brokenSettings(path, 'a section cannot be added behind its text')
  return result
}

/** Takes our section out, wherever it is now. */
export function removeYamlBlock(text: string): string {
  return text.replace(block, '')
}

function readSections(path: string, text: string): Set<string> {
  const document = parseDocument(text, { logLevel: 'silent' })
  const problem = document.errors[0]
  if (problem) throw brokenSettings(path, `it is not YAML: ${problem.message.split('\n')[0]}`, problem)
  const { contents } = document
  if (contents === null) return new Set()
  if (!isMap(contents)) throw brokenSettings(path, 'it is not a map of sections')
  return new Set(contents.items.map(({ key }) => String(key)))
}
