import type { TensorInfo } from '../../../formats/modelHeader.ts'

export type Tensors = ReadonlyMap<string, TensorInfo>

/**
 * The tensors of a file under the names that rules know. Tools put prefixes before them (`model.diffusion_model.`,
 * `transformer.`); a rule names a tensor without them. Made in one pass, so that it stays quick for files of tens of
 * thousands of tensors; each question then costs a few look-ups.
 */
export interface TensorView {
  readonly raw: Tensors
  has(name: string): boolean
  /** Length of the dimension at `axis`; -1 is the last. Undefined when there is no such tensor or dimension. */
  dim(name: string, axis: number): number | undefined
  /** Number of dimensions. */
  rank(name: string): number | undefined
  /** Whether some name begins with this segment: `vace_blocks`. */
  root(segment: string): boolean
  /** Whether the first segment of some name begins with this text. */
  rootStarts(text: string): boolean
  /** Whether some name begins with this text. Reads all names: ask `root` first. */
  some(start: string): boolean
  /** Whether some name holds this text. Reads all names. */
  mentions(text: string): boolean
}

/** Longest first, so that what is left is as short as it can be. */
const prefixes = [
  'model.diffusion_model.',
  'diffusion_model.',
  'base_model.model.',
  'model.model.',
  'transformer.',
  'model.',
  'net.',
] as const

export function createTensorView(raw: Tensors): TensorView {
  const roots = new Set<string>()
  const used = new Set<string>([''])
  // Names come in groups: one that begins as the one before it brings nothing new.
  let before = '\0'
  for (const name of raw.keys()) {
    if (name.startsWith(before)) continue
    // Trainers give every layer a name of one segment; no rule asks for those.
    if (name.startsWith('lora_')) continue
    const prefix = prefixOf(name)
    const end = name.indexOf('.', prefix.length)
    roots.add(end < 0 ? name.slice(prefix.length) : name.slice(prefix.length, end))
    if (prefix !== '') {
      used.add(prefix)
      const first = name.indexOf('.')
      roots.add(name.slice(0, first))
    }
    before = end < 0 ? name : name.slice(0, end + 1)
  }

  const find = (name: string): TensorInfo | undefined => {
    for (const prefix of used) {
      const found = raw.get(prefix + name)
      if (found) return found
    }
    return undefined
  }
  return {
    raw,
    has: (name) => find(name) !== undefined,
    dim: (name, axis) => find(name)?.shape.at(axis),
    rank: (name) => find(name)?.shape.length,
    root: (segment) => roots.has(segment),
    rootStarts: (text) => [...roots].some((root) => root.startsWith(text)),
    some(start) {
      for (const name of raw.keys())
        if (name.startsWith(start, prefixOf(name).length) || name.startsWith(start)) return true
      return false
    },
    mentions(text) {
      for (const name of raw.keys()) if (name.includes(text)) return true
      return false
    },
  }
}

function prefixOf(name: string): string {
  // Most names begin with none of these letters.
  const first = name.charCodeAt(0)
  if (first !== 0x6d && first !== 0x64 && first !== 0x62 && first !== 0x74 && first !== 0x6e) return ''
  for (const prefix of prefixes) if (name.startsWith(prefix)) return prefix
  return ''
}
