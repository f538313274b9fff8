import { posix, relative, sep } from 'node:path'

import type { AppLinkTable } from '../../database/schema.ts'
import type { AppClient } from '../api/appClient.ts'
import type { DetectedApp } from '../appAdapter.ts'
import type { AppQuestion } from './appQuestion.ts'

/** One list of names that an application gives. */
export interface NameList {
  /** Which placements it is about: those in these folders below the models folder or `root`. */
  folders: readonly string[]
  root?: string
  /** Asks for the names, with forward slashes. */
  ask: (client: AppClient) => Promise<readonly string[]>
  /**
   * What the application calls the file at a path relative to the folder; default the path itself. An application that
   * only tells stems or base names is compared by those.
   */
  nameOf?: (path: string) => string
}

/** Asks an application for its lists, each once, and looks for the names of our placements in them. */
export function createNameQuestion(lists: readonly NameList[]): AppQuestion {
  return {
    async ask({ client, app, rows }) {
      const answers = new Map<string, 'seen' | 'not seen'>()
      for (const list of lists) {
        const ours = rows.flatMap((row) => {
          const name = nameIn(list, app, row)
          return name === undefined ? [] : [{ row, name }]
        })
        if (ours.length === 0) continue
        const names = new Set((await list.ask(client)).map((name) => name.replaceAll('\\', '/')))
        for (const { row, name } of ours) {
          // A folder may be in several lists (checkpoints and GGUF); one that has it is enough.
          const seen = names.has(name) || answers.get(row.target_path) === 'seen'
          answers.set(row.target_path, seen ? 'seen' : 'not seen')
        }
      }
      return answers
    },
  }
}

function nameIn(list: NameList, app: DetectedApp, row: AppLinkTable): string | undefined {
  const root = list.root === undefined ? app.modelsPath : app.roots?.[list.root]
  if (root === undefined) return undefined
  const path = relative(root, row.target_path).split(sep).join('/')
  for (const folder of list.folders) {
    const prefix = folder === '' ? '' : `${folder}/`
    if (!path.startsWith(prefix) || path.startsWith('../')) continue
    const inside = path.slice(prefix.length)
    return list.nameOf ? list.nameOf(inside) : inside
  }
  return undefined
}

/** `a/b.safetensors` is `b`. */
export function stemOf(path: string): string {
  return posix.parse(path).name
}
