/*
 * Numbers as people write them: digits, a fraction, an exponent, a unit, in any letter case.
 *
 *   quantity = digits [ "." digits ] [ "e" digits ] [ space ] [ unit ]
 */

const quantity = /^(\d{1,30}(?:\.\d{1,30})?(?:e\+?\d{1,3})?)\s*([a-z]*)$/i

const countUnits = new Map([
  ['', 1],
  ['k', 1e3],
  ['m', 1e6],
  ['b', 1e9],
  ['g', 1e9],
  ['t', 1e12],
])

const byteUnits = new Map(
  [
    ['', 1] as const,
    ...['k', 'm', 'g', 't', 'p'].flatMap((letter, index) => [
      [letter, 1000 ** (index + 1)] as const,
      [`${letter}i`, 1024 ** (index + 1)] as const,
    ]),
  ].flatMap(([unit, size]) => [[unit, size] as const, [`${unit}b`, size] as const]),
)

/** A count: `7B`, `1.5k`, `6e9`, `430`; undefined for anything else. */
export function parseQuantity(text: string): number | undefined {
  return parse(text, countUnits)
}

/** A size in bytes: `24GB`, `4MiB`, `500k`, `4194304`; undefined for anything else. Rounded to whole bytes. */
export function parseByteSize(text: string): number | undefined {
  const bytes = parse(text, byteUnits)
  return bytes === undefined ? undefined : Math.round(bytes)
}

function parse(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const [, number, unit] = quantity.exec(text.trim()) ?? []
  const size = units.get((unit ?? '').toLowerCase())
  if (number === undefined || size === undefined) return undefined
  const value = Number(number) * size
  return Number.isFinite(value) ? value : undefined
}
