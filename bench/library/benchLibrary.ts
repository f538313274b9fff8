import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { runtimeEnv } from '../../scripts/runtime.mjs'
import { describeMachine } from '../catalog/describeMachine.ts'
import type { BenchReport, Figure } from '../main.ts'
import { type LibraryFigureKey, libraryFigures, toFigure } from './bars.ts'
import { type LibraryStep, librarySteps, readBenchOptions } from './benchOptions.ts'
import { median, type Taken } from './measure.ts'
import { runHash } from './steps/runHash.ts'
import { runIndex } from './steps/runIndex.ts'
import { runMapping } from './steps/runMapping.ts'
import { runRebuild } from './steps/runRebuild.ts'
import { runRescan } from './steps/runRescan.ts'

const rescannedPerModel = 5

/** Taking up models, looking at them again, mapping them, making models.db anew, and hashing beside openssl. */
export async function benchLibrary(flags: Parameters<typeof readBenchOptions>[0]): Promise<BenchReport> {
  // As the program is started everywhere: its threads read compiled modules where this says, and only there.
  Object.assign(process.env, { ...runtimeEnv(join(import.meta.dirname, '..', '..')), ...process.env })
  const machine = describeMachine()
  const { models, size, rounds, steps } = readBenchOptions(flags)
  const home = await mkdtemp(join(tmpdir(), 'weighthouse-bench-library-'))
  const figures = new Map<LibraryFigureKey, Figure>()
  const runs: Record<string, Taken[]> = {}
  const notes = [
    `${models.toLocaleString('en')} models, ${size.toLocaleString('en')} bytes a hashed file, ${rounds} rounds; medians.`,
  ]
  const record = (key: LibraryFigureKey, cpuKey: LibraryFigureKey, taken: Taken[]) => {
    runs[key] = taken
    figures.set(key, toFigure(key, median(taken).seconds))
    figures.set(cpuKey, toFigure(cpuKey, median(taken).cpuSeconds))
  }
  const run: Record<LibraryStep, () => Promise<void>> = {
    index: async () => record('index_10k_s', 'index_cpu_s', await runIndex(home, models, rounds)),
    rescan: async () =>
      record('rescan_50k_s', 'rescan_cpu_s', await runRescan(home, models * rescannedPerModel, rounds)),
    map: async () => {
      const { plan, apply } = await runMapping(models)
      record('plan_10k_s', 'plan_cpu_s', [plan])
      record('apply_10k_s', 'apply_cpu_s', [apply])
    },
    rebuild: async () => record('rebuild_10k_s', 'rebuild_cpu_s', await runRebuild(home, models, rounds)),
    hash: async () => {
      const { ours, openssl } = await runHash(home, size, rounds)
      runs['hash_s'] = ours
      runs['hash_openssl_s'] = openssl
      figures.set('hash_s', toFigure('hash_s', median(ours).seconds))
      figures.set('hash_openssl_s', toFigure('hash_openssl_s', median(openssl).seconds))
      figures.set('hash_vs_openssl', toFigure('hash_vs_openssl', median(openssl).seconds / median(ours).seconds))
    },
  }
  try {
    for (const step of librarySteps) {
      if (!steps.has(step)) continue
      process.stderr.write(`[${new Date().toISOString().slice(11, 19)}] ${step}\n`)
      await run[step]()
    }
    if (Number(machine['load_before']) > 0.5) {
      notes.unshift(
        `BUSY: other programs ran here (load ${machine['load_before']} before), so the figures are too bad.`,
      )
    }
    const keys = Object.keys(libraryFigures)
    return {
      figures: [...figures.values()].toSorted((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key)),
      machine,
      notes,
      runs,
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
