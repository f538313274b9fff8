import { parseByteSize } from '../../src/foundation/parseQuantity.ts'

/** The parts of the bench, in the order in which they run. */
export const downloadSteps = ['single', 'tls', 'parallel', 'small', 'lossy', 'resume', 'verify'] as const
export type DownloadStep = (typeof downloadSteps)[number]

export interface DownloadBenchOptions {
  /** Bytes of the large file. */
  size: number
  /** How many small files the repo has. */
  files: number
  /** How often each program does the same; medians are told. */
  rounds: number
  steps: ReadonlySet<DownloadStep>
}

const leastBytes = 1024 * 1024

/** Reads the flags of `npm run bench -- downloads`. @throws Error saying which flag is wrong */
export function readBenchOptions(flags: {
  size?: string
  files?: string
  rounds?: string
  only?: string
}): DownloadBenchOptions {
  const named = (flags.only ?? '').split(',').filter(Boolean)
  const steps = named.map((name) => {
    const step = downloadSteps.find((known) => known === name)
    if (!step) throw new Error(`--only ${name}: the steps are ${downloadSteps.join(', ')}`)
    return step
  })
  const size = parseByteSize(flags.size ?? '4GiB')
  if (size === undefined || size < leastBytes) throw new Error(`--size ${flags.size}: write a size from 1MiB, as 4GiB`)
  return {
    size,
    files: readNumber('files', flags.files ?? '10000'),
    rounds: readNumber('rounds', flags.rounds ?? '3'),
    steps: new Set(steps.length > 0 ? steps : downloadSteps),
  }
}

function readNumber(name: string, text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new Error(`--${name} ${text}: write a whole number from 1`)
}
