import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'

import { benchRoad } from './road/benchRoad.ts'

// npm run bench -- road [--json FILE]. Figures are of this machine and this run; the peer runs beside us.

/** One line of a bench's table. */
export interface Figure {
  key: string
  what: string
  value: number
  unit: string
  /** What the same run measured of a peer, or which bar the figure is held against. */
  beside?: string
}

const benches: Record<string, () => Promise<Figure[]>> = { road: benchRoad }

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } })
const bench = benches[positionals[0] ?? '']
if (!bench) {
  process.stderr.write(
    `Which bench? ${Object.keys(benches).join(', ')}. Example: npm run bench -- road --json figures.json\n`,
  )
  process.exit(2)
}
const figures = await bench()
for (const { what, value, unit, beside } of figures) {
  process.stdout.write(
    `${what.padEnd(64)} ${String(Math.round(value * 1000) / 1000).padStart(10)} ${unit.padEnd(9)} ${beside ?? ''}\n`,
  )
}
if (values.json)
  await writeFile(
    values.json,
    `${JSON.stringify(Object.fromEntries(figures.map(({ key, value }) => [key, value])), null, 2)}\n`,
  )
