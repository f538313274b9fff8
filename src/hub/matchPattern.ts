/*
 * Patterns on whole paths, as Python's fnmatchcase and with it Hugging Face's allow_patterns have them:
 *
 *   *       any characters, slashes too
 *   ?       one character, a slash too
 *   [seq]   one of the characters; a-z is a range; a ] that comes first means itself
 *   [!seq]  one that is none of them
 *
 * A bracket that is never closed means itself, there is no escape but [*], upper and lower case differ, and a pattern
 * that ends with a slash means all below it. https://docs.python.org/3/library/fnmatch.html
 */

type Token = { kind: 'any' } | { kind: 'one'; matches: (character: string) => boolean }

/** Compiles a pattern. The time of a match is at most length of pattern × length of path, whatever the pattern. */
export function compilePattern(pattern: string): (path: string) => boolean {
  const tokens = tokenize(pattern.endsWith('/') ? `${pattern}*` : pattern)
  return (path) => matchTokens(tokens, Array.from(path))
}

/** Whether `path` matches `pattern`. */
export function matchPattern(pattern: string, path: string): boolean {
  return compilePattern(pattern)(path)
}

function matchTokens(tokens: Token[], characters: string[]): boolean {
  let token = 0
  let character = 0
  // Where to go on when a guess was wrong: after the last star, which then takes one character more.
  let afterStar = -1
  let starEnd = 0
  while (character < characters.length) {
    const current = tokens[token]
    if (current?.kind === 'any') {
      afterStar = ++token
      starEnd = character
    } else if (current?.matches(characters[character]!)) {
      token++
      character++
    } else if (afterStar >= 0) {
      token = afterStar
      character = ++starEnd
    } else return false
  }
  return tokens.slice(token).every((rest) => rest.kind === 'any')
}

function tokenize(pattern: string): Token[] {
  const characters = Array.from(pattern)
  const tokens: Token[] = []
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!
    const end = character === '[' ? endOfSet(characters, index) : -1
    if (character === '*') tokens.push({ kind: 'any' })
    else if (character === '?') tokens.push({ kind: 'one', matches: () => true })
    else if (end >= 0) {
      tokens.push({ kind: 'one', matches: compileSet(characters.slice(index + 1, end)) })
      index = end
    } else tokens.push({ kind: 'one', matches: (candidate) => candidate === character })
  }
  return tokens
}

/** The index of the bracket that closes the set which opens at `start`, or -1. */
function endOfSet(characters: string[], start: number): number {
  let first = start + 1
  if (characters[first] === '!') first++
  return characters.indexOf(']', characters[first] === ']' ? first + 1 : first)
}

function compileSet(set: string[]): (character: string) => boolean {
  const negated = set[0] === '!'
  const members = negated ? set.slice(1) : set
  const ranges: [number, number][] = []
  for (let index = 0; index < members.length; index++) {
    const isRange = members[index + 1] === '-' && index + 2 < members.length
    ranges.push([codePoint(members[index]!), codePoint(members[isRange ? index + 2 : index]!)])
    if (isRange) index += 2
  }
  return (character) => {
    const code = codePoint(character)
    return ranges.some(([from, to]) => from <= code && code <= to) !== negated
  }
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0
}
