/** The parts of the bench, in the order in which they run. */
export const catalogSteps = [
  'load',
  'disk',
  'open',
  'search',
  'suggest',
  'descendants',
  'peers',
  'rss',
  'delta',
  'pg',
] as const
export type CatalogStep = (typeof catalogSteps)[number]

export interface CatalogBenchOptions {
  models: number
  seed: number
  steps: ReadonlySet<CatalogStep>
  /** A home to fill, or that an earlier run filled; default a new one in the temp folder. */
  home: string | undefined
  keep: boolean
  /** The folder of the real records; undefined: built-in distributions. */
  dataFolder: string | undefined
}

/** Reads the flags of `npm run bench -- catalog`. @throws Error saying which flag is wrong */
export function readBenchOptions(
  flags: { models?: string; seed?: string; only?: string; home?: string; keep?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): CatalogBenchOptions {
  const named = (flags.only ?? '').split(',').filter(Boolean)
  const steps = named.map((name) => {
    const step = catalogSteps.find((known) => known === name)
    if (!step) throw new Error(`--only ${name}: the steps are ${catalogSteps.join(', ')}`)
    return step
  })
  return {
    models: readNumber('models', flags.models ?? '3000000', 10_000),
    seed: readNumber('seed', flags.seed ?? '1', 0),
    steps: new Set(steps.length > 0 ? steps : catalogSteps),
    home: flags.home,
    keep: flags.keep ?? false,
    dataFolder: env['WEIGHTHOUSE_REAL_DATA'] || undefined,
  }
}

function readNumber(name: string, text: string, least: number): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new Error(`--${name} ${text}: write a whole number from ${least}`)
}
