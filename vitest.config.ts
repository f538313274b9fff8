import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
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
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
