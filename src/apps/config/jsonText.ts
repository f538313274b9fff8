/** Where a value stands in a JSON text: characters from `start` up to `end`. */
export interface JsonSpan {
  start: number
  end: number
}

export interface JsonMember extends JsonSpan {
  key: string
  value: JsonSpan
}

/**
 * The members of the object that a JSON text is, with their places, so that one can be changed and the rest stay byte for
 * byte. The text must be JSON.
 */
export function listMembers(text: string): { open: number; close: number; members: JsonMember[] } {
  const open = skipSpace(text, 0)
  const members: JsonMember[] = []
  let at = skipSpace(text, open + 1)
  while (text[at] !== '}') {
    const keyEnd = skipValue(text, at)
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = skipValue(text, valueStart)
    members.push({ key: String(JSON.parse(text.slice(at, keyEnd))), start: at, end, value: { start: valueStart, end } })
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return { open, close: at, members }
}

/** The places of the elements of the list at `span`. */
export function listElements(text: string, span: JsonSpan): JsonSpan[] {
  const elements: JsonSpan[] = []
  let at = skipSpace(text, span.start + 1)
  while (text[at] !== ']') {
    const end = skipValue(text, at)
    elements.push({ start: at, end })
    at = skipSpace(text, end)
    if (text[at] === ',') at = skipSpace(text, at + 1)
  }
  return elements
}

/**
 * Takes one element or member out, with its comma and the space before it.
 * @param all the elements or members that it is among
 */
export function cutOut(text: string, all: readonly JsonSpan[], index: number, open: number): string {
  const one = all[index]
  if (!one) return text
  const before = all[index - 1]
  const next = all[index + 1]
  // With what stands before it, or, as the first of several, up to the next one.
  if (before) return text.slice(0, before.end) + text.slice(one.end)
  if (next) return text.slice(0, one.start) + text.slice(next.start)
  return text.slice(0, open + 1) + text.slice(one.end).replace(/^\s+(?=[\]}])/, '')
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && /\s/.test(text[at] ?? '')) at++
  return at
}

/** The end of the value that begins at `start`. */
function skipValue(text: string, start: number): number {
  const first = text[start]
  if (first === '"') {
    for (let at = start + 1; at < text.length; at++) {
      if (text[at] === '\\') at++
      else if (text[at] === '"') return at + 1
    }
    return text.length
  }
  if (first !== '{' && first !== '[') {
    let at = start
    while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++
    return at
  }
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (letter === '"') at = skipValue(text, at) - 1
    else if (letter === '{' || letter === '[') depth++
    else if ((letter === '}' || letter === ']') && --depth === 0) return at + 1
  }
  return text.length
}
