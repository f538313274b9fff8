import type { Database } from '../database/database.ts'
import type { Clock, UtcMilliseconds } from '../foundation/time.ts'
import type { Library } from '../library/library.ts'

/**
 * When library models were last handed out to somebody who asked the server for them. `note` may be called with every request:
 * it writes once an hour for each model at most, and passes over what is not in the library.
 */
export interface ModelUses {
  note(slugs: readonly string[]): Promise<void>
  /** UTC milliseconds, to the hour, by slug. */
  read(): Promise<Map<string, UtcMilliseconds>>
}

const oneHourMs = 60 * 60 * 1000

export function createModelUses({
  database,
  library,
  clock,
}: {
  database: Database
  library: Pick<Library, 'has'>
  clock: Clock
}): ModelUses {
  const noted = new Map<string, UtcMilliseconds>()
  return {
    async note(slugs) {
      const now = clock()
      const due = slugs.filter((slug) => now - (noted.get(slug) ?? -Infinity) >= oneHourMs)
      if (due.length === 0) return
      const there = [...(await library.has(due))]
      for (const slug of there) noted.set(slug, now)
      if (there.length === 0) return
      await database.write((transaction) =>
        transaction
          .insertInto('model_use')
          .values(there.map((slug) => ({ slug, used_at: now })))
          .onConflict((conflict) => conflict.column('slug').doUpdateSet({ used_at: now }))
          .execute(),
      )
    },
    async read() {
      const rows = await database.kysely.selectFrom('model_use').selectAll().execute()
      return new Map(rows.map(({ slug, used_at: at }) => [slug, at]))
    },
  }
}
