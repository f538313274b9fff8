import { markRemoved } from '../measure/markRemoved.ts'
import { measureLoad } from '../measure/measureLoad.ts'
import { withHouse } from '../measure/openHouse.ts'
import type { Bench } from '../runStep.ts'
import { recordsFile } from './recordsFile.ts'

/** Fills the home under test, unless an earlier run did. */
export async function loadHome(bench: Bench): Promise<void> {
  const { options, space, profile, plan } = bench
  const wanted = { models: options.models, seed: options.seed, origin: profile.origin }
  const state = await space.readState()
  if (state) {
    const { round: _round, ...held } = state
    if (JSON.stringify(held) !== JSON.stringify(wanted)) {
      throw new Error(
        `${space.home} holds ${JSON.stringify(held)}, not ${JSON.stringify(wanted)}. Name another --home.`,
      )
    }
    bench.notes.push('The home is of an earlier run; nothing was loaded.')
    return
  }
  const file = await recordsFile(bench)
  bench.say('Loading the home')
  const seconds = await measureLoad({ home: space.home, file })
  bench.record('load_models_per_s', options.models / seconds, `${seconds.toFixed(1)} s, checkpoint and close included`)
  await withHouse(space, async (house) => {
    const held = await house.catalog.countEntries()
    if (held !== options.models) throw new Error(`${options.models} models were loaded, and the catalog has ${held}.`)
    const removed = await markRemoved(house, plan)
    bench.notes.push(`Removed after the load: ${removed.toLocaleString('en')} models.`)
  })
  await space.writeState({ ...wanted, round: 0 })
}
