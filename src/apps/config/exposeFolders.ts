import { basename, extname, sep } from 'node:path'

import type { WantedEntry } from '../mapping/wanted.ts'
import type { SettingsEntry } from './appSettingsFormat.ts'
import { findForeign } from './findForeign.ts'

/** What naming folders can show, and what it cannot. */
export interface Exposure {
  /** The folder that shows each wanted file. */
  shown: { wanted: WantedEntry; entry: SettingsEntry }[]
  refused: { wanted: WantedEntry; reason: string }[]
}

/**
 * Finds the folders to name in an application's settings. It lists every file below a named folder, so a folder is named
 * only when all files in it that it would list, of the library and of the user, belong under the same name.
 *
 * @param files every file of the library, absolute
 * @param refuse why the settings cannot name a folder
 */
export function exposeFolders(options: {
  wanted: readonly WantedEntry[]
  files: readonly string[]
  endingsOf: (key: string) => readonly string[] | undefined
  foldersPerKey: 'many' | 'one'
  refuse: (entry: SettingsEntry) => string | undefined
}): Exposure {
  const { wanted, endingsOf, foldersPerKey, refuse } = options
  const files = [...options.files].sort()
  const wantedUnder = new Map<string, Set<string>>()
  for (const { key, sourcePath } of wanted) {
    const under = wantedUnder.get(key) ?? new Set()
    wantedUnder.set(key, under.add(sourcePath))
  }
  const shown: Exposure['shown'] = []
  const refused: Exposure['refused'] = []
  const verdicts = new Map<string, string | undefined>()
  const named = new Map<string, string>()
  const names = new Map<string, string>()

  for (const each of [...wanted].sort((a, b) => a.folder.length - b.folder.length)) {
    const { key } = each
    const folder = outermost(key, each.folder)
    const reason = cached(`${key}\0${folder}`, () => explain(key, folder)) ?? hidden(key, folder, each)
    if (reason === undefined) {
      named.set(`${key}\0${folder}`, folder)
      shown.push({ wanted: each, entry: { key, folder } })
    } else refused.push({ wanted: each, reason })
  }
  return { shown, refused }

  /** A folder above that is named already lists this one too. */
  function outermost(key: string, folder: string): string {
    for (let above = folder; above.includes(sep) && above !== sep; above = above.slice(0, above.lastIndexOf(sep))) {
      if (named.has(`${key}\0${above}`)) return above
    }
    return folder
  }

  function cached(name: string, work: () => string | undefined): string | undefined {
    if (!verdicts.has(name)) verdicts.set(name, work())
    return verdicts.get(name)
  }

  function explain(key: string, folder: string): string | undefined {
    const endings = endingsOf(key)
    if (!endings) return `the application has no setting ${key} for folders of models`
    const isWanted = (path: string) => wantedUnder.get(key)?.has(path) ?? false
    const other =
      filesBelow(folder).find((path) => endings.includes(extname(path).toLowerCase()) && !isWanted(path)) ??
      findForeign(folder, endings, isWanted)
    if (other !== undefined) {
      return `naming ${folder} would also show ${basename(other)} under ${key}, where it does not belong; link it instead`
    }
    const others = [...named.keys()].filter((each) => each.startsWith(`${key}\0`))
    if (foldersPerKey === 'one' && others.length > 0 && !named.has(`${key}\0${folder}`)) {
      return `${key} takes one folder, and has ${others[0]?.slice(key.length + 1)}; link it instead`
    }
    return refuse({ key, folder })
  }

  /** The application shows a name once: the first folder that has it wins. */
  function hidden(key: string, folder: string, { sourcePath }: WantedEntry): string | undefined {
    const name = `${key}\0${sourcePath.slice(folder.length + 1)}`
    const first = names.get(name) ?? sourcePath
    names.set(name, first)
    return first === sourcePath ? undefined : `${first} has the same name there, and would be shown instead`
  }

  function filesBelow(folder: string): string[] {
    // All that begin with the folder and a separator stand together, before what has the next character there.
    const next = String.fromCharCode(sep.charCodeAt(0) + 1)
    return files.slice(findPlace(files, folder + sep), findPlace(files, folder + next))
  }
}

/** Where a path would stand in a sorted list. */
function findPlace(sorted: readonly string[], path: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < path) low = middle + 1
    else high = middle
  }
  return low
}
