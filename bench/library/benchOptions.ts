import { parseByteSize } from '../../src/foundation/parseQuantity.ts'

/** The parts of the bench, in the order in which they run. */
export const librarySteps = ['index', 'rescan', 'map', 'rebuild', 'hash'] as const
export type LibraryStep = (typeof librarySteps)[number]

export interface LibraryBenchOptions {
  /** New files to index, models to map and to rebuild from; a fifth of the files that are scanned again. */
  models: number
  /** Bytes of each of the two files that are hashed. */
  size: number
  /** How often the same is done; medians are told. */
  rounds: number
  steps: ReadonlySet<LibraryStep>
}

/** Reads the flags of `npm run bench -- library`. @throws Error saying which flag is wrong */
export function readBenchOptions(flags: {
  models?: string
  size?: string
  rounds?: string
  only?: string
}): LibraryBenchOptions {
  const steps = (flags.only ?? '')
    .split(',')
    .filter(Boolean)
    .map((name) => {
      const step = librarySteps.find((known) => known === name)
      if (!step) throw new Error(`--only ${name}: the steps are ${librarySteps.join(', ')}`)
      return step
    })
  const size = parseByteSize(flags.size ?? '1GiB')
  if (size === undefined) throw new Error(`--size ${flags.size}: write a size, as 1GiB`)
  return {
    models: readNumber('models', flags.models ?? '10000'),
    size,
    rounds: readNumber('rounds', flags.rounds ?? '3'),
    steps: new Set(steps.length > 0 ? steps : librarySteps),
  }
}

function readNumber(name: string, text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new Error(`--${name} ${text}: write a whole number from 1`)
}
