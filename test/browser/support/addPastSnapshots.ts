import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { packColumn, unpackColumn } from '../../../src/catalog/trends/snapshotColumn.ts'

/**
 * Gives a home the daily snapshots of days before its own, as if it had synced on each of them: every model had some
 * hundredths less a day. What rises is reckoned when the next snapshot is taken.
 */
export function addPastSnapshots(home: string, days: number): void {
  const database = new DatabaseSync(join(home, 'weighthouse.db'))
  try {
    const rows = database.prepare('SELECT name, day, part, data FROM snapshots').all()
    const insert = database.prepare('INSERT INTO snapshots (name, day, part, data) VALUES (?, ?, ?, ?)')
    for (const { name, day, part, data } of rows) {
      if (typeof name !== 'string' || !(data instanceof Uint8Array)) throw new Error('A snapshot is not as expected.')
      const values = unpackColumn(data)
      for (let back = 1; back <= days; back++) {
        const then = name === 'listed' ? values : values.map((value, key) => value * (1 - back * growth(key)))
        insert.run(name, Number(day) - back, Number(part), packColumn(then))
      }
    }
  } finally {
    database.close()
  }
}

/** A share a day that differs from model to model. */
function growth(key: number): number {
  return ((key * 7919) % 13) / 400
}
