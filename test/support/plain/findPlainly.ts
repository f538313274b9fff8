import type { PlainModel } from './plainModel.ts'

/** The words of a text: letters and digits of any script without accents, and points between digits. */
function plainWords(text: string): string[] {
  const bare = text.toWellFormed().normalize('NFKD').toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return bare
    .replaceAll('ς', 'σ')
    .split(/[^\p{L}\p{N}.]+/u)
    .flatMap((piece) => piece.split(/(?<![0-9])\.|\.(?![0-9])/))
    .filter((word) => word !== '')
}

/** All texts of a model that a search looks at, as lists of words. */
function textsOf(model: PlainModel): string[][] {
  const { name, author, task, library, license, languages, formats, tags, datasets, bases, parents, others } = model
  const single = [name, author, task, library, license].flatMap((text) => text ?? [])
  const many = [languages, formats, tags, datasets, bases, parents, others].flatMap((texts) => [...texts])
  return [...single, ...many, model.more.join('\n')].map(plainWords)
}

const texts = new WeakMap<PlainModel, string[][]>()

function wordsOf(model: PlainModel): string[][] {
  const known = texts.get(model) ?? textsOf(model)
  texts.set(model, known)
  return known
}

/** Whether a search for this text finds the model, by the grammar of search texts; typos are not mended. */
export function isFoundPlainly(model: PlainModel, query: string): boolean {
  const words = query.split(/\s+/).filter((word) => plainWords(word).length > 0)
  const wanted = words.filter((word) => !word.startsWith('-')).flatMap(plainWords)
  const unwanted = words.filter((word) => word.startsWith('-')).map(plainWords)
  if (unwanted.some((tokens) => tokens.every((token) => isBegun(model, token)))) return false
  if (model.source === 'huggingface' && model.id.toLowerCase() === query.trim().toLowerCase()) return true
  if (model.source === 'civitai' && model.id === query.trim()) return true
  return wanted.every((token) => wordsOf(model).some((text) => isIn(text, token)))
}

function isBegun(model: PlainModel, token: string): boolean {
  return wordsOf(model).some((text) => text.some((word) => word.startsWith(token)))
}

function isIn(text: readonly string[], token: string): boolean {
  if (text.some((word) => word.startsWith(token) || isInside(word, token))) return true
  const [, letters, digits] = /^(\p{L}+)([0-9][0-9.]*)$/u.exec(token) ?? []
  if (letters === undefined || digits === undefined || !text.includes(letters)) return false
  return text.some((word) => word.startsWith(digits) && !/[0-9]/.test(word.charAt(digits.length)))
}

/** Three letters or more, of scripts without spaces two; a number not within a longer one. */
function isInside(word: string, token: string): boolean {
  const least = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]/u.test(token) ? 2 : 3
  if (Array.from(token).length < least) return false
  for (let at = word.indexOf(token, 1); at > 0; at = word.indexOf(token, at + 1)) {
    if (!/^[0-9]/.test(token) || !/[0-9.]/.test(word.charAt(at - 1))) return true
  }
  return false
}

/** By id, the ids of all that descend from a model over any number of steps. Ids are compared without letter case. */
export function descendantsPlainly(models: readonly PlainModel[], id: string): Set<string> {
  const children = new Map<string, string[]>()
  for (const model of models) {
    for (const parent of model.parents) {
      const key = parent.toLowerCase()
      children.set(key, [...(children.get(key) ?? []), model.id])
    }
  }
  const found = new Set<string>()
  let front = [id]
  while (front.length > 0) {
    const next = front.flatMap((one) => children.get(one.toLowerCase()) ?? [])
    front = next.filter((one) => !found.has(one) && one.toLowerCase() !== id.toLowerCase())
    for (const one of front) found.add(one)
  }
  return found
}

/** The values of a facet that a model counts for. */
export function facetValues(model: PlainModel, field: string): Iterable<string> {
  const one = (value: string | undefined) => (value === undefined ? [] : [value])
  switch (field) {
    case 'source':
      return [model.source]
    case 'task':
      return one(model.task)
    case 'library':
      return one(model.library)
    case 'license':
      return one(model.license)
    case 'license_class':
      return [model.licenseClass]
    case 'author':
      return one(model.author)
    case 'language':
      return model.languages
    case 'format':
      return model.formats
    case 'tag':
      return model.tags
    case 'dataset':
      return model.datasets
    case 'base':
      return new Set([...model.bases, ...model.parents])
    default:
      throw new TypeError(`There is no facet ${field}`)
  }
}
