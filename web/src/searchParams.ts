/** A query string as REST reads it: a name that is given several times is a list. */
export function parseSearchParams(text: string): Record<string, string | string[]> {
  const params = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

/** The inverse of {@link parseSearchParams}; leaves out what is undefined or empty. */
export function stringifySearchParams(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') params.append(name, String(item))
    }
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** The values of one name, without repetition. */
export function readList(value: unknown): string[] {
  const list = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string' && item !== '')
  return [...new Set(list)]
}

/** The text of one name, or undefined when it is missing or empty. */
export function readText(value: unknown): string | undefined {
  return readList(value)[0]
}
