import { existsSync } from 'node:fs'

import { writeCatalogFile } from '../generate/writeCatalogFile.ts'
import { timed } from '../measure/times.ts'
import type { Bench } from '../runStep.ts'

/** The NDJSON file with all models, written when it is first asked for. */
export async function recordsFile(bench: Bench): Promise<string> {
  const { options, space, profile, plan } = bench
  const path = space.file('catalog.ndjson')
  if (existsSync(path)) return path
  bench.say(`Writing ${options.models.toLocaleString('en')} records`)
  const { ms, result: bytes } = await timed(() =>
    writeCatalogFile(path, { profile, plan, models: numbers(options.models) }),
  )
  const fitted = profile.huggingface.bytesPerRecord
  const mean = bytes / options.models
  const real = (fitted ?? 0) * 0.75 + (profile.civitai.bytesPerRecord ?? 0) * 0.25
  bench.notes.push(
    `Records: ${mean.toFixed(0)} bytes on average` +
      (fitted === undefined ? '' : ` (the real ones, mixed alike: ${real.toFixed(0)})`) +
      `, made at ${((options.models / ms) * 1000).toFixed(0)} a second.`,
  )
  return path
}

function* numbers(end: number): Generator<number, void> {
  for (let number = 0; number < end; number++) yield number
}
