import type { BenchReport, Figure } from '../main.ts'
import { formatFigure } from '../printFigures.ts'
import { catalogFigures, type CatalogFigureKey, toFigure } from './bars.ts'
import { catalogSteps, readBenchOptions } from './benchOptions.ts'
import { describeMachine } from './describeMachine.ts'
import { createRecords } from './generate/createRecords.ts'
import { loadProfile } from './generate/loadProfile.ts'
import { planCatalog } from './generate/planCatalog.ts'
import { openWorkspace } from './openWorkspace.ts'
import { readEntry } from './peers/peerRow.ts'
import { makeQueries } from './queries/makeQueries.ts'
import { type Bench, runStep } from './runStep.ts'
import { loadHome } from './steps/loadHome.ts'

/**
 * The catalog at scale: makes a synthetic one, loads it, and measures every figure of the table, with the same searches
 * in plain PostgreSQL and SQLite in the same run. Everything it starts ends with it. A step that fails is told of, and the
 * others run all the same.
 * @param keepReport told after each step what is known by then
 */
export async function benchCatalog(
  flags: Parameters<typeof readBenchOptions>[0],
  keepReport: (report: BenchReport) => Promise<void>,
): Promise<BenchReport> {
  const machine = describeMachine()
  const options = readBenchOptions(flags)
  const space = await openWorkspace(options)
  try {
    say('Reading distributions and planning families and names')
    const profile = await loadProfile(options.dataFolder)
    const plan = planCatalog(profile, options.models, options.seed)
    const makeRecord = createRecords(profile, plan)
    const drawEntry = (random: () => number) => readEntry(makeRecord(Math.floor(random() * options.models)))
    const keys = Object.keys(catalogFigures)
    const figures = new Map<CatalogFigureKey, Figure>()
    const bench: Bench = {
      options,
      space,
      profile,
      plan,
      makeRecord,
      queries: makeQueries(drawEntry, options.seed),
      warmUp: makeQueries(drawEntry, options.seed + 0x77).slice(0, 20),
      ours: undefined,
      notes: [`Distributions: ${profile.origin}. ${options.models.toLocaleString('en')} models, seed ${options.seed}.`],
      machine,
      record(key, value, beside) {
        const figure = toFigure(key, value, beside)
        figures.set(key, figure)
        say(formatFigure(figure).trimEnd())
      },
      say,
    }
    const failed: string[] = []
    const report = (): BenchReport => ({
      figures: [...figures.values()].toSorted((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key)),
      machine: bench.machine,
      notes: bench.notes,
      failed,
    })
    await loadHome(bench)
    await keepReport(report())
    for (const step of catalogSteps) {
      if (!options.steps.has(step)) continue
      try {
        await runStep(step, bench)
      } catch (error) {
        failed.push(step)
        bench.notes.push(`FAILED: the step ${step}: ${error instanceof Error ? error.message : String(error)}`)
        say(error instanceof Error ? (error.stack ?? error.message) : String(error))
      }
      await keepReport(report())
    }
    if (options.keep || options.home !== undefined) bench.notes.push(`The home is kept: --home ${space.home}`)
    if (Number(bench.machine['load_before']) > 0.5) {
      bench.notes.unshift(
        `BUSY: other programs ran here (load ${bench.machine['load_before']} before), so the figures are too bad.`,
      )
    }
    return report()
  } finally {
    await space.close()
  }
}

function say(text: string): void {
  process.stderr.write(`[${new Date().toISOString().slice(11, 19)}] ${text}\n`)
}
