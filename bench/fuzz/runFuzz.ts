import { createPicker, createRandom, pickBelow } from '../catalog/generate/random.ts'
import { type FuzzCase, fuzzCases } from './fuzzCases.ts'
import { mutate } from './mutate.ts'

/** A run that did not end as the reader promises. The seed and the number make the same bytes again. */
export interface FuzzCrash {
  run: number
  reader: string
  message: string
}

export interface FuzzResult {
  runs: number
  crashes: FuzzCrash[]
  runsByReader: Record<string, number>
  /** Of one run, milliseconds, and which it was. */
  slowestMs: number
  slowest: { run: number; reader: string }
  /** Resident bytes of the process at most. */
  mostMemory: number
}

const mostCrashes = 20
const sampleEvery = 5000

/** Changes sound files and reads them, `runs` times; the same for the same seed. */
export async function runFuzz(options: {
  runs: number
  seed: number
  onProgress?: (runs: number) => void
}): Promise<FuzzResult> {
  const pick = createPicker(fuzzCases.map((fuzzCase) => [fuzzCase, fuzzCase.weight] as const))
  const result: FuzzResult = {
    runs: 0,
    crashes: [],
    runsByReader: {},
    slowestMs: 0,
    slowest: { run: 0, reader: '' },
    mostMemory: 0,
  }
  for (let run = 0; run < options.runs && result.crashes.length < mostCrashes; run++) {
    const { fuzzCase, bytes } = prepare(options.seed, run, pick)
    const startedAt = performance.now()
    try {
      await fuzzCase.read(bytes)
    } catch (error) {
      result.crashes.push({
        run,
        reader: fuzzCase.name,
        message: error instanceof Error ? error.message : String(error),
      })
    }
    const ms = performance.now() - startedAt
    if (ms > result.slowestMs) Object.assign(result, { slowestMs: ms, slowest: { run, reader: fuzzCase.name } })
    result.runsByReader[fuzzCase.name] = (result.runsByReader[fuzzCase.name] ?? 0) + 1
    result.runs++
    if (run % sampleEvery === 0) {
      result.mostMemory = Math.max(result.mostMemory, process.memoryUsage.rss())
      options.onProgress?.(run)
    }
  }
  return result
}

/** The reader and the bytes of one run. */
export function prepare(seed: number, run: number, pick: (random: () => number) => FuzzCase) {
  const random = createRandom(seed, run)
  const fuzzCase = pick(random)
  const draw = () => fuzzCase.seeds[pickBelow(random, fuzzCase.seeds.length)] ?? Buffer.alloc(0)
  return { fuzzCase, bytes: mutate(draw(), draw(), random) }
}
