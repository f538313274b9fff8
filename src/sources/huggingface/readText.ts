/** The non-empty strings of a value that may be a string, a list or nothing. */
export function readTexts(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((item) => typeof item === 'string').flatMap((item) => item.trim() || [])
}

/** A non-empty string, or undefined. */
export function readText(value: string | null | undefined): string | undefined {
  return value?.trim() || undefined
}
