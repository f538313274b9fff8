import type { Statements } from '../../database/database.ts'

/** Keys of tags, remembered: a catalog has some ten thousand tags that are used again and again. */
export interface TagDictionary {
  /** Starts a transaction's view; call `committed` when its COMMIT succeeded, and nothing when it did not. */
  begin(): TagView
}

export interface TagView {
  keyOf(statements: Statements, kind: string, tag: string): number
  committed(): void
}

const mostRemembered = 200_000

/**
 * Rows of `tags` are never deleted or changed, so a key that was once committed, by any process, stays right. Keys that
 * a transaction makes are kept apart until its COMMIT, since a rollback takes them back.
 */
export function createTagDictionary(): TagDictionary {
  const remembered = new Map<string, number>()
  return {
    begin() {
      const made = new Map<string, number>()
      return {
        keyOf(statements, kind, tag) {
          const name = `${kind}\0${tag}`
          const known = remembered.get(name) ?? made.get(name)
          if (known !== undefined) return known
          const key = readTag(statements, kind, tag) ?? insertTag(statements, kind, tag)
          made.set(name, key)
          return key
        },
        committed() {
          if (remembered.size + made.size > mostRemembered) remembered.clear()
          for (const [name, key] of made) remembered.set(name, key)
        },
      }
    },
  }
}

function readTag(statements: Statements, kind: string, tag: string): number | undefined {
  return statements.get<{ key: number }>('SELECT key FROM tags WHERE tag = ? AND kind = ?', tag, kind)?.key
}

function insertTag(statements: Statements, kind: string, tag: string): number {
  return statements.run('INSERT INTO tags (tag, kind) VALUES (?, ?)', tag, kind).lastInsertRowid
}
