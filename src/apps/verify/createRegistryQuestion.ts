import type { ModelRegistry } from '../api/modelRegistry.ts'
import type { AppQuestion } from './appQuestion.ts'

/** Asks an application that keeps a list of its own whether our models are in it. */
export function createRegistryQuestion(registry: ModelRegistry): AppQuestion {
  return {
    async ask({ client, rows }) {
      const listed = await registry.list(client)
      const known = new Set(listed.flatMap(({ name, path }) => (path === undefined ? [name] : [name, path])))
      return new Map(
        rows
          .filter(({ kind }) => kind === 'api')
          .map((row) => {
            const name = row.target_path.slice(row.target_path.indexOf('#') + 1)
            return [row.target_path, known.has(name) || known.has(row.source_path) ? 'seen' : 'not seen'] as const
          }),
      )
    },
  }
}
