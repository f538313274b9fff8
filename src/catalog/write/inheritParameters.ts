import { resolveParameters } from '../../sources/resolveParameters.ts'
import type { Catalog } from '../catalog.ts'
import { toKeys } from '../index/docSet.ts'
import type { IndexView, SearchIndex } from '../index/indexView.ts'
import { runInSlices, type Slice, type SlicedWork } from '../runInSlices.ts'

/** Written at once, while others wait. */
const rowsAtOnce = 200
/** Attributes that are looked at before the clock is. */
const stride = 64
/** A quantization of a quantization of … of a base. */
const longestChain = 10
const kinds = ['quantized', 'inferred_quantized'] as const

interface Heir {
  key: number
  parameters: number
}

/**
 * Gives quantized models the number of weights of their base where their own says too little; see resolveParameters. Run
 * after models were written, since a base may come in after what was made of it. Run again, it changes nothing.
 * @param among keys of models that were written: only those of them that are listed, and what was made of them, are
 *   looked at; default all
 * @returns how many models were changed
 */
export async function inheritParameters({
  catalog,
  index,
  among,
}: {
  catalog: Pick<Catalog, 'write'>
  index: SearchIndex
  among?: Uint32Array | undefined
}): Promise<number> {
  const changed = new Set<number>()
  const view = await index.read()
  let bases = among
    ? await runInSlices(index, (slice) => namesOf(slice, among))
    : kinds.flatMap((kind) => [...view.attributesOfKind(kind)])
  let heirs = among ? await runInSlices(index, (slice) => findHeirsAmong(slice, among)) : []
  for (let length = 0; (bases.length > 0 || heirs.length > 0) && length < longestChain; length++) {
    heirs = [...heirs, ...(await runInSlices(index, (slice) => findHeirs(slice, bases)))]
    for (let start = 0; start < heirs.length; start += rowsAtOnce) {
      await catalog.write((writer) => writer.setParameters(heirs.slice(start, start + rowsAtOnce)))
      await new Promise(setImmediate)
    }
    for (const { key } of heirs) changed.add(key)
    const written = Uint32Array.from(heirs, ({ key }) => key)
    bases = await runInSlices(index, (slice) => namesOf(slice, written))
    heirs = []
  }
  return changed.size
}

/** @param bases attributes that name the model which others were quantized from */
function* findHeirs(slice: Slice, bases: readonly number[]): SlicedWork<Heir[]> {
  const heirs: Heir[] = []
  const isGguf = createGgufCheck()
  for (const [index, attribute] of bases.entries()) {
    if (index % stride === 0 && slice.isOver()) yield
    const { view } = slice
    const models = toKeys(view.modelsWith(attribute))
    if (models.length === 0) continue
    const { value } = view.attribute(attribute)
    for (const key of models) heirs.push(...inheritFrom(view, key, value, isGguf))
  }
  return heirs
}

/** Those of these models that inherit from a base of their own. */
function* findHeirsAmong(slice: Slice, keys: Uint32Array): SlicedWork<Heir[]> {
  const heirs: Heir[] = []
  const isGguf = createGgufCheck()
  for (const [index, key] of keys.entries()) {
    if (index % stride === 0 && slice.isOver()) yield
    const { view } = slice
    if (!view.isListed(key)) continue
    for (const attribute of view.attributesOf(key)) {
      const { kind, value } = view.attribute(attribute)
      if (kinds.some((quantized) => quantized === kind)) heirs.push(...inheritFrom(view, key, value, isGguf))
    }
  }
  return heirs
}

/** @returns the model with what it inherits; nothing when that is what it has */
function inheritFrom(view: IndexView, key: number, baseId: string, isGguf: GgufCheck): Heir[] {
  const base = view.keyOf(view.sourceOf(key), baseId)
  if (base === undefined || base === key) return []
  const parameters = view.column('parameters')
  const own = known(parameters[key])
  const resolve = (gguf: boolean) => resolveParameters(own, 'quantized', known(parameters[base]), gguf)
  // A model's format takes longer to read, and matters to few.
  if (resolve(false) === own) return []
  const resolved = resolve(isGguf(view, key))
  return resolved !== undefined && resolved !== own ? [{ key, parameters: resolved }] : []
}

type GgufCheck = (view: IndexView, key: number) => boolean

/** Of few models: a set of all that have the format would take megabytes, anew after every change. */
function createGgufCheck(): GgufCheck {
  let formats: readonly number[] = []
  let version: number | undefined
  return (view, key) => {
    if (version !== view.version) {
      formats = view.findAttributes('format', 'gguf')
      version = view.version
    }
    return formats.length > 0 && view.attributesOf(key).some((attribute) => formats.includes(attribute))
  }
}

/** Attributes that name one of these as the base of a quantization. */
function* namesOf(slice: Slice, models: Uint32Array): SlicedWork<number[]> {
  const names = new Set<number>()
  for (const [index, key] of models.entries()) {
    if (index % stride === 0 && slice.isOver()) yield
    const { view } = slice
    if (!view.isListed(key)) continue
    const id = view.idOf(key)
    for (const kind of kinds) for (const attribute of view.findAttributes(kind, id)) names.add(attribute)
  }
  return [...names]
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value
}
