import type { Database } from '../../../src/database/database.ts'
import { type AnswerComparison, compareAnswers } from '../measure/compareAnswers.ts'
import { measurePeer } from '../measure/comparePeers.ts'
import { withHouse } from '../measure/openHouse.ts'
import { median, percentile } from '../measure/times.ts'
import { loadPeers } from '../peers/loadPeers.ts'
import { readEntry } from '../peers/peerRow.ts'
import type { Bench } from '../runStep.ts'
import { recordsFile } from './recordsFile.ts'
import { runSearch } from './runSearch.ts'

/** The same 200 queries in plain SQL. */
export async function runPeers(bench: Bench): Promise<void> {
  if (!bench.ours) await runSearch(bench)
  const { ours, queries, warmUp, options } = bench
  if (!ours) throw new Error('There are no answers of ours to compare.')
  const isChanged = ((await bench.space.readState())?.round ?? 0) > 0
  const file = await recordsFile(bench)
  bench.say('Loading PostgreSQL and SQLite')
  const parameters = await withHouse(bench.space, ({ database }) => readParameters(database))
  const entryOf = (key: number) => {
    const entry = readEntry(bench.makeRecord(key - 1))
    return { ...entry, parameters: parameters.get(`${entry.source}:${entry.id}`) ?? entry.parameters }
  }
  const { path, remove } = await bench.space.makeFolder('peers')
  const { dictionary, postgres, sqlite } = await loadPeers({
    file,
    folder: path,
    seed: options.seed,
    parameters,
    onStart: (stop) => bench.space.onClose(stop),
  })
  const closePostgres = bench.space.onClose(() => postgres.close())
  const closeSqlite = bench.space.onClose(() => sqlite.close())
  for (const [engine, peer, key, close] of [
    ['postgres', postgres, 'search_vs_postgres', closePostgres],
    ['sqlite', sqlite, 'search_vs_sqlite', closeSqlite],
  ] as const) {
    bench.say(`Searching in ${peer.name} ${peer.version}`)
    const theirs = await measurePeer(peer, engine, dictionary, queries, { warmUp, ours: ours.times })
    const ratios = theirs.times.map((ms, index) => ms / (ours.times[index] ?? Number.NaN))
    bench.record(
      key,
      median(ratios),
      `${peer.name} p50 ${percentile(theirs.times, 0.5).toFixed(1)}, p95 ${percentile(theirs.times, 0.95).toFixed(0)} ms; ` +
        `a quarter of the queries below ${percentile(ratios, 0.25).toFixed(1)}x; ${endedText(theirs.answers)}`,
    )
    bench.machine[engine] = peer.version
    bench.notes.push(
      `${peer.name} ${peer.version}: loaded and indexed in ${peer.loadSeconds.toFixed(0)} s (parsing not counted), ${(peer.bytes / options.models).toFixed(0)} bytes a model.`,
      ...(isChanged
        ? [`The home was changed by an earlier delta, so its answers are not held against those of ${peer.name}.`]
        : describe(peer.name, compareAnswers(queries, ours.pages, theirs.answers, dictionary, entryOf))),
    )
    await close()
  }
  await remove()
}

/** What was ended counts as less than it would have taken. */
function endedText(answers: readonly unknown[]): string {
  const ended = answers.filter((answer) => answer === undefined).length
  return `${ended} ended after 1 s or 20 times ours and counted as that, which only makes this figure smaller`
}

/** A quantized model takes its base's number of weights, which is not in its record; see inheritParameters.ts. */
async function readParameters({ kysely }: Database): Promise<Map<string, number>> {
  const rows = await kysely
    .selectFrom('models')
    .select(['source', 'source_id', 'parameters'])
    .where('parameters', 'is not', null)
    .execute()
  return new Map(rows.map(({ source, source_id, parameters }) => [`${source}:${source_id}`, parameters ?? 0]))
}

function describe(name: string, compared: AnswerComparison): string[] {
  const of = ({ equal, compared }: AnswerComparison['totals']) => `${equal} of ${compared}`
  return [
    `Equal with ${name}: totals ${of(compared.totals)} (without words ${of(compared.wordless)}); ours found more in ${compared.more}, ` +
      `as it also finds letters inside words and corrects typing errors, and fewer in ${compared.fewer}. ` +
      `Where totals are equal: facets ${of(compared.facets)}, sorted pages ${of(compared.pages)}.`,
    ...compared.examples.map((example) => `More than ${name}: ${example}`),
    ...compared.wrong.map((difference) => `WRONG against ${name}: ${difference}`),
  ]
}
