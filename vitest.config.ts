import { configDefaults, defineConfig } from 'vitest/config'

import { aliases } from './web/aliases.ts'

export default defineConfig({
  resolve: { alias: aliases },
  test: {
    include: [
      'src/**/*.test.ts',
      'mock/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'web/src/**/*.test.ts',
    ],
    // These have no test without the real records, which are not part of the project.
    exclude: [...configDefaults.exclude, ...(process.env.WEIGHTHOUSE_REAL_DATA ? [] : ['**/*ealRecords.test.ts'])],
    globalSetup: 'test/support/postgres/globalSetup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A browser on a busy machine takes longer than the default second.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
})
