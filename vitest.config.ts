import { configDefaults, defineConfig } from 'vitest/config'

import { runtimeEnv } from './scripts/runtime.mjs'
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
    // Processes that tests start from sources take half the time when those are compiled already.
    env: { NODE_COMPILE_CACHE: runtimeEnv(import.meta.dirname).NODE_COMPILE_CACHE },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A browser on a busy machine takes longer than the default second.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    // A process for each file would cost a quarter of a second of processor each. Nothing here is global, so no file can
    // see what another left behind, but for the environment: vi.stubEnv, and vi.unstubAllEnvs afterwards.
    isolate: false,
    maxWorkers: 2,
  },
})
