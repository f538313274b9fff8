import { tokenise } from '../../src/catalog/index/words/tokenise.ts'

export type Place = 'whole' | 'prefix' | 'inside' | 'more'

/** What matchToken finds, worked out from one model's own words. */
export function matchPlainly(token: string, name: string, more: string): Set<Place> {
  const nameWords = tokenise(name)
  const moreWords = tokenise(more)
  const places = new Set<Place>()
  for (const place of nameWords.flatMap((word) => placeOf(token, word))) places.add(place)
  if (moreWords.some((word) => placeOf(token, word).length > 0)) places.add('more')

  const { letters, digits } = /^(?<letters>\p{L}+)(?<digits>[0-9][0-9.]*)$/u.exec(token)?.groups ?? {}
  if (letters === undefined || digits === undefined) return places
  const isNumber = (word: string) => word.startsWith(digits) && !/[0-9]/.test(word.charAt(digits.length))
  if (nameWords.includes(letters) && nameWords.includes(digits)) places.add('whole')
  if (nameWords.includes(letters) && nameWords.some((word) => word !== digits && isNumber(word))) places.add('prefix')
  if (moreWords.includes(letters) && moreWords.some(isNumber)) places.add('more')
  return places
}

/** What matchBeginning finds. */
export function beginsPlainly(token: string, name: string, more: string): boolean {
  return [...tokenise(name), ...tokenise(more)].some((word) => word.startsWith(token))
}

function placeOf(token: string, word: string): Exclude<Place, 'more'>[] {
  if (word === token) return ['whole']
  if (word.startsWith(token)) return ['prefix']
  const isShort =
    Array.from(token).length <
    (/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u312f\u3400-\u9fff]/.test(token) ? 2 : 3)
  return !isShort && isInside(token, word) ? ['inside'] : []
}

function isInside(token: string, word: string): boolean {
  for (let at = word.indexOf(token, 1); at >= 0; at = word.indexOf(token, at + 1)) {
    if (!/^[0-9]/.test(token) || !/[0-9.]/.test(word.charAt(at - 1))) return true
  }
  return false
}
