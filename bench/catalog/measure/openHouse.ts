import { openWeighthouse, type Weighthouse } from '../../../src/compose.ts'
import { loadConfig } from '../../../src/foundation/config/loadConfig.ts'

/** Settings of a bench's home, and nothing of the user's own. */
export function houseEnvironment(home: string, databaseUrl?: string): Record<string, string> {
  return {
    WEIGHTHOUSE_HOME: home,
    WEIGHTHOUSE_OFFLINE: '1',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  }
}

/** The house as every process opens it. */
export function openHouse(home: string, databaseUrl?: string): Promise<Weighthouse> {
  return openWeighthouse(loadConfig({ env: houseEnvironment(home, databaseUrl), workingDirectory: home }))
}

/** Does the work in a house that is closed afterwards. */
export async function withHouse<T>(
  options: { home: string; databaseUrl?: string | undefined },
  work: (house: Weighthouse) => Promise<T>,
): Promise<T> {
  const house = await openHouse(options.home, options.databaseUrl)
  try {
    return await work(house)
  } finally {
    await house.close()
  }
}
