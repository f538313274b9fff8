import { z } from 'zod'

import { parseJson } from '../../foundation/parseJson.ts'
import type { SettingsEntry } from './appSettingsFormat.ts'
import { brokenSettings } from './brokenSettings.ts'
import { cutOut, listElements, listMembers } from './jsonText.ts'

const settingsSchema = z.record(z.string(), z.unknown())

/** The settings as they mean; undefined for no file. @throws WeighthouseError INVALID_CONFIG */
export function readJsonSettings(path: string, text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {}
  const parsed = settingsSchema.safeParse(parseJson(text.replace(/^\uFEFF/, '')))
  if (!parsed.success) throw brokenSettings(path, 'it is not a JSON object', parsed.error)
  return parsed.data
}

/**
 * Adds a folder to the list of a key. A single text becomes a list of it and the folder; a key that is not there is added
 * with `before` in front.
 * @param before what the application uses without the key, so that it goes on using it
 */
export function addToList(text: string, { key, folder }: SettingsEntry, before: readonly string[]): string {
  const { members, open } = listMembers(text)
  const member = members.find((each) => each.key === key)
  const written = JSON.stringify(folder)
  if (!member) {
    const list = [...before, folder].map((each) => JSON.stringify(each)).join(', ')
    return insertMember(text, `${JSON.stringify(key)}: [${list}]`, members.at(-1)?.end, open)
  }
  const { start, end } = member.value
  if (text[start] !== '[') return `${text.slice(0, start)}[${text.slice(start, end)}, ${written}]${text.slice(end)}`
  const last = listElements(text, member.value).at(-1)
  const at = last?.end ?? start + 1
  return `${text.slice(0, at)}${last ? ', ' : ''}${written}${text.slice(at)}`
}

/** Takes a folder out of the list of a key; the list stays, also with one element. */
export function removeFromList(text: string, { key, folder }: SettingsEntry): string {
  const member = listMembers(text).members.find((each) => each.key === key)
  if (!member || text[member.value.start] !== '[') return text
  const elements = listElements(text, member.value)
  const index = elements.findIndex(({ start, end }) => JSON.parse(text.slice(start, end)) === folder)
  return index < 0 ? text : cutOut(text, elements, index, member.value.start)
}

/** Adds a key with one folder as its value. */
export function addMember(text: string, { key, folder }: SettingsEntry): string {
  const { members, open } = listMembers(text)
  return insertMember(text, `${JSON.stringify(key)}: ${JSON.stringify(folder)}`, members.at(-1)?.end, open)
}

/** Takes a key out while its value is the folder. */
export function removeMember(text: string, { key, folder }: SettingsEntry): string {
  const { members, open } = listMembers(text)
  const index = members.findIndex(
    (each) => each.key === key && JSON.parse(text.slice(each.value.start, each.value.end)) === folder,
  )
  return index < 0 ? text : cutOut(text, members, index, open)
}

/** Behind the last member, indented as the first is. */
function insertMember(text: string, member: string, lastEnd: number | undefined, open: number): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const indent = /^\{(\s*\n[ \t]*)/.exec(text.slice(open))?.[1]?.replace(/^[^\n]*\n/, '') ?? '    '
  if (lastEnd === undefined)
    return `${text.slice(0, open + 1)}${lineEnd}${indent}${member}${lineEnd}${text.slice(open + 1).trimStart()}`
  return `${text.slice(0, lastEnd)},${lineEnd}${indent}${member}${text.slice(lastEnd)}`
}
