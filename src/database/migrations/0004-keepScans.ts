import { migration } from './migration.ts'

/** What was found when a blob was looked at: once for its bytes, however many models have them. */
export const keepScans = migration(({ integer, text, byPrimaryKey }) => [
  `CREATE TABLE blob_scan (
    sha256 ${text} NOT NULL,
    ending ${text} NOT NULL,
    rules ${integer} NOT NULL,
    verdict ${text} NOT NULL,
    report ${text} NOT NULL,
    scanned_at ${integer} NOT NULL,
    PRIMARY KEY (sha256, ending)
  )${byPrimaryKey}`,
])
