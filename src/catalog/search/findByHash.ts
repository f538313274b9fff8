import type { Database } from '../../database/database.ts'
import { keptDigits } from '../write/hashRows.ts'

const mostFound = 1000

/**
 * Keys of models that have a file with one of these hashes, or one that begins with it: people copy the ten digits that
 * A1111 shows as readily as a whole sha256.
 * @param hashes lower-case hex
 */
export async function findByHash({ kysely }: Pick<Database, 'kysely'>, hashes: readonly string[]): Promise<number[]> {
  const rows = await kysely
    .selectFrom('file_hashes')
    .select('model_key')
    .distinct()
    .where(({ or, and, eb }) =>
      // `g` follows every hex digit.
      or(
        hashes
          .map((hash) => hash.slice(0, keptDigits))
          .map((start) => and([eb('hash', '>=', start), eb('hash', '<', `${start}g`)])),
      ),
    )
    .limit(mostFound)
    .execute()
  return rows.map((row) => row.model_key)
}
