import { type Command, Option } from 'commander'

import { listFields, rangeFields, searchSorts } from '../catalog/search/searchQuery.ts'
import { formatSearchText, type SearchText } from '../catalog/search/searchText.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import { collect, parseCount } from './parseOptions.ts'

/** The options that narrow a search, as commander gives them. */
export interface SearchOptions {
  source: string[]
  author: string[]
  task: string[]
  library: string[]
  license: string[]
  language: string[]
  tag: string[]
  format: string[]
  baseModel: string[]
  filter: string[]
  range: string[]
  memory?: string
  context?: number
  nsfwMask?: number
  removed?: boolean
  gated?: boolean
  original?: boolean
  sort?: string
}

/** Adds what narrows a search to a command that takes words. */
export function addSearchOptions(command: Command, { sort }: { sort: boolean }): Command {
  command
    .option(
      '--filter <field=value>',
      `${listFields.join(', ')}; field!=value for not (repeatable: any of a field, all of tag)`,
      collect,
      [],
    )
    .option(
      '--range <field=a..b>',
      `${rangeFields.join(', ')}, for instance parameters=6e9..9e9 or updated=2026-01-01.. (repeatable)`,
      collect,
      [],
    )
    .option('--memory <size>', 'only models that run in 24GB, or on a device such as "rtx 4090"')
    .option('--context <tokens>', 'with --memory: room for this many tokens', parseCount)
    .option('--source <name>', 'huggingface or civitai (repeatable, any of)', collect, [])
    .option('--author <name>', 'by this author (repeatable)', collect, [])
    .option('--task <task>', 'for instance text-generation (repeatable)', collect, [])
    .option('--library <name>', 'for instance transformers (repeatable)', collect, [])
    .option('--license <id>', 'for instance apache-2.0 (repeatable)', collect, [])
    .option('--language <code>', 'for instance en (repeatable)', collect, [])
    .option('--tag <tag>', 'has this tag (repeatable, all of)', collect, [])
    .option('--format <name>', 'safetensors, gguf, onnx, … (repeatable)', collect, [])
    .option('--base-model <id>', 'derived from this model, over any number of steps (repeatable)', collect, [])
    .option('--original', 'only models that are derived from no other')
    .option('--no-original', 'only models that are derived from others')
    .option('--gated', 'only models whose terms must be accepted')
    .option('--no-gated', 'only models without such terms')
    .option('--nsfw-mask <bits>', 'only models whose every CivitAI rating bit is in this mask; 1 = PG', parseCount)
    .option('--removed', 'include models that their source no longer lists')
  return sort
    ? command.addOption(
        new Option('--sort <order>', 'from the most to the least; relevance with words, else downloads').choices(
          searchSorts,
        ),
      )
    : command
}

/** A search as words and options tell it. @throws WeighthouseError INVALID_ARGUMENT naming the option */
export function readSearchText(words: readonly string[], options: SearchOptions, command: Command): SearchText {
  const { source, author, task, library, license, language, tag, format, baseModel } = options
  const search: SearchText = {
    query: words.join(' '),
    source,
    author,
    task,
    library,
    license,
    language,
    tag,
    format,
    base_model: baseModel,
    memory: options.memory,
    context: options.context,
    nsfw_mask: options.nsfwMask,
    removed: options.removed,
    // Of an option with a `no-` twin, commander makes true when neither is given.
    gated: command.getOptionValueSource('gated') === 'cli' ? options.gated : undefined,
    original: command.getOptionValueSource('original') === 'cli' ? options.original : undefined,
    sort: options.sort,
  }
  for (const text of options.filter) addFilter(search, text)
  for (const text of options.range) addRange(search, text)
  return search
}

/** The same as the API takes it. */
export function toSearchRequest(search: SearchText) {
  const { license_class: licenseClass, base_model: baseModel, nsfw_mask: nsfwMask, ...rest } = search
  return { ...rest, licenseClass, baseModel, nsfwMask }
}

/** The same as a query string, for searches that are kept. */
export const toQueryString = formatSearchText

function addFilter(search: SearchText, text: string): void {
  const [, name, operator, value] = /^([^=!]*)(!?=)(.*)$/s.exec(text) ?? []
  if (name === undefined || value === undefined) {
    throw refusal('--filter', `${JSON.stringify(text)} is not field=value.`, 'Write license=mit, or license!=mit.')
  }
  const field = listFields.find((known) => known === name.trim())
  if (field === undefined) {
    const range = rangeFields.find((known) => known === name.trim())
    throw refusal(
      '--filter',
      `there is no filter ${JSON.stringify(name)}.`,
      range ? `Write --range ${range}=from..to.` : `Filters are ${listFields.join(', ')}.`,
    )
  }
  search[field] = [...(search[field] ?? []), operator === '!=' ? `!${value}` : value]
}

function addRange(search: SearchText, text: string): void {
  const [, name = '', range] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (range === undefined) {
    throw refusal('--range', `${JSON.stringify(text)} is not field=from..to.`, 'Write parameters=6e9..9e9.')
  }
  const field = rangeFields.find((known) => known === name.trim())
  if (field === undefined) {
    throw refusal(
      '--range',
      `there is no range of ${JSON.stringify(name)}.`,
      `Ranges are of ${rangeFields.join(', ')}.`,
    )
  }
  if (search[field] !== undefined) throw refusal('--range', `${field} is given twice.`, 'Give one range of a field.')
  search[field] = range
}

function refusal(option: string, message: string, hint: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${option}: ${message}`, { hint, details: { option } })
}
