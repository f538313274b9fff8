import { isCivitai, idOf } from '../generate/planCatalog.ts'
import { createRandom } from '../generate/random.ts'
import { writeCatalogFile } from '../generate/writeCatalogFile.ts'
import { importRecords } from '../measure/importRecords.ts'
import { measureDelta } from '../measure/measureDelta.ts'
import { withHouse } from '../measure/openHouse.ts'
import { percentile } from '../measure/times.ts'
import type { Bench } from '../runStep.ts'

/** 100,000 of three million; fewer where there are few. */
const changedModels = 100_000

/** A delta as a crawl brings it: models that changed, of one source after the other. */
export async function runDelta(bench: Bench): Promise<void> {
  const { options, space, profile, plan, makeRecord } = bench
  const state = await space.readState()
  const round = (state?.round ?? 0) + 1
  const models = pickModels(
    options.models,
    Math.min(changedModels, Math.floor(options.models / 5)),
    options.seed + round,
  )
  const file = space.file('delta.ndjson')
  bench.say(`Changing ${models.length.toLocaleString('en')} models while searches run`)
  await writeCatalogFile(file, { profile, plan, models, round })
  const last = models.at(-1) ?? 0
  const id = idOf(plan, last)
  const { seconds, times, cpuSeconds, threadSeconds, threads } = await withHouse(space, async (house) => {
    for (const query of bench.warmUp) await house.catalog.search(query)
    return measureDelta(house.catalog, {
      queries: bench.queries,
      importChanges: () => importRecords(house, file),
      isSearchable: async () => {
        const { entries } = await house.catalog.search({ query: id, limit: 20 })
        const found = entries.find((entry) => entry.id === id)
        const stats = makeRecord(last, round)['stats']
        const expected = isDownloadCount(stats) ? stats.downloadCount : makeRecord(last, round)['downloads']
        return found?.downloads === expected
      },
    })
  })
  if (state) await space.writeState({ ...state, round })
  bench.record(
    'delta_100k_s',
    seconds,
    `${models.length.toLocaleString('en')} models, ${(models.length / seconds).toFixed(0)} a second; processor ${cpuSeconds.toFixed(1)} s, of that the answering thread ${threadSeconds.toFixed(1)} s`,
  )
  const byThread = [...threads].toSorted(([, a], [, b]) => b - a).map(([name, used]) => `${name} ${used.toFixed(1)} s`)
  if (byThread.length > 0) bench.notes.push(`Processor time of the delta by thread: ${byThread.join(', ')}.`)
  bench.record(
    'delta_search_p95_ms',
    percentile(times, 0.95),
    `${times.length} searches, one every 50 ms; median ${percentile(times, 0.5).toFixed(1)}, slowest ${percentile(times, 1).toFixed(0)} ms`,
  )
}

/** Different models, Hugging Face's first. */
function pickModels(models: number, count: number, seed: number): number[] {
  const random = createRandom(seed, 0xde17a)
  const picked = new Set<number>()
  while (picked.size < count) picked.add(Math.floor(random() * models))
  return [...picked].toSorted((a, b) => Number(isCivitai(a)) - Number(isCivitai(b)))
}

function isDownloadCount(stats: unknown): stats is { downloadCount: number } {
  return typeof stats === 'object' && stats !== null && 'downloadCount' in stats
}
