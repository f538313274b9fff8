import type { Kysely } from 'kysely'

import type { Tables } from '../../database/schema.ts'

/**
 * The keys of all models that there are now, as ranges of `size` keys (both ends belong to them), with a pause after
 * each: a table of millions is never read or written in one go.
 * @param after begin behind this key
 */
export async function* walkKeys(
  kysely: Kysely<Tables>,
  { size, after = 0 }: { size: number; after?: number | undefined },
): AsyncGenerator<{ from: number; to: number }, void, undefined> {
  const { last } = await kysely
    .selectFrom('models')
    .select(({ fn }) => fn.max<number | null>('key').as('last'))
    .executeTakeFirstOrThrow()
  for (let from = after + 1; from <= (last ?? 0); from += size) {
    yield { from, to: from + size - 1 }
    await new Promise(setImmediate)
  }
}
