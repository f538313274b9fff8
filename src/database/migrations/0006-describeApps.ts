import { migration } from './migration.ts'

/** Where an installation answers and how it is mapped, and what else the ledger knows of a placement. */
export const describeApps = migration(({ text }) => [
  `ALTER TABLE app_installation ADD COLUMN url ${text}`,
  `ALTER TABLE app_installation ADD COLUMN variant ${text} NOT NULL DEFAULT 'default'`,
  `ALTER TABLE app_link ADD COLUMN detail ${text}`,
])
