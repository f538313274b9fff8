import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

import { benchCatalog } from './catalog/benchCatalog.ts'
import { catalogSteps } from './catalog/benchOptions.ts'
import { benchDownloads } from './downloads/benchDownloads.ts'
import { downloadSteps } from './downloads/benchOptions.ts'
import { benchFuzz } from './fuzz/benchFuzz.ts'
import { benchLibrary } from './library/benchLibrary.ts'
import { librarySteps } from './library/benchOptions.ts'
import { printFigures } from './printFigures.ts'
import { benchRoad } from './road/benchRoad.ts'

// npm run bench -- road|catalog|downloads|library|fuzz [--json FILE]. Figures are of this machine and this run; the peer runs beside us.

/** One line of a bench's table. */
export interface Figure {
  key: string
  what: string
  value: number
  unit: string
  /** What the same run measured of a peer, or which bar the figure is held against. */
  beside?: string
  bar?: Bar
}

/** What a figure has to reach. */
export interface Bar {
  side: 'at most' | 'at least'
  value: number
}

export interface BenchReport {
  figures: Figure[]
  machine?: Record<string, string | number>
  /** What one has to know to read the figures. */
  notes?: string[]
  /** Parts of the bench that came to no figure. */
  failed?: string[]
  /** What each run of each program took, by the key of its figure. */
  runs?: Record<string, unknown[]>
}

const usage = `Which bench?
  npm run bench -- road [--json FILE]
  npm run bench -- catalog [--models 3000000] [--json FILE] [--only ${catalogSteps.join(',')}] [--home DIR] [--keep] [--seed N]
  npm run bench -- downloads [--size 4GiB] [--files 10000] [--rounds 3] [--json FILE] [--only ${downloadSteps.join(',')}]
  npm run bench -- library [--models 10000] [--size 1GiB] [--rounds 3] [--json FILE] [--only ${librarySteps.join(',')}]
  npm run bench -- fuzz [--runs 10000000] [--seed N] [--json FILE]
`
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    models: { type: 'string' },
    only: { type: 'string' },
    home: { type: 'string' },
    seed: { type: 'string' },
    runs: { type: 'string' },
    size: { type: 'string' },
    files: { type: 'string' },
    rounds: { type: 'string' },
    keep: { type: 'boolean' },
  },
})
const benches: Record<string, () => Promise<BenchReport>> = {
  road: async () => ({ figures: await benchRoad() }),
  catalog: () => benchCatalog(values, writeReport),
  downloads: () => benchDownloads(values),
  library: () => benchLibrary(values),
  fuzz: () => benchFuzz(values),
}
const bench = benches[positionals[0] ?? '']
if (!bench) {
  process.stderr.write(usage)
  process.exit(2)
}
const report = await bench()
printFigures(report.figures)
for (const note of report.notes ?? []) process.stdout.write(`- ${note}\n`)
await writeReport(report)
if ((report.failed ?? []).length > 0) process.exitCode = 1

async function writeReport({ figures, machine, notes, runs, failed }: BenchReport): Promise<void> {
  if (!values.json) return
  const byKey = Object.fromEntries(figures.map(({ key, value }) => [key, value]))
  const bars = Object.fromEntries(figures.flatMap(({ key, bar }) => (bar ? [[key, bar]] : [])))
  // The figures stand at the top too, as the bench of the road has always written them.
  const report = machine ? { ...byKey, figures: byKey, bars, machine, notes, runs, failed } : byKey
  await writeFile(values.json, `${JSON.stringify(report, null, 2)}\n`)
}
