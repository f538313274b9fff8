import { resolveParameters } from '../../sources/resolveParameters.ts'
import type { Catalog } from '../catalog.ts'
import { emptySet, has, toKeys, unite } from '../index/docSet.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { runInSlices, type Slice, type SlicedWork } from '../runInSlices.ts'

const rowsAtOnce = 500
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
 * @returns how many models were changed
 */
export async function inheritParameters({
  catalog,
  index,
}: {
  catalog: Pick<Catalog, 'write'>
  index: SearchIndex
}): Promise<number> {
  const changed = new Set<number>()
  const view = await index.read()
  let bases = kinds.flatMap((kind) => [...view.attributesOfKind(kind)])
  for (let length = 0; bases.length > 0 && length < longestChain; length++) {
    const heirs = await runInSlices(index, (slice) => findHeirs(slice, bases))
    for (let start = 0; start < heirs.length; start += rowsAtOnce) {
      await catalog.write((writer) => writer.setParameters(heirs.slice(start, start + rowsAtOnce)))
      await new Promise(setImmediate)
    }
    for (const { key } of heirs) changed.add(key)
    bases = await runInSlices(index, (slice) => namesOf(slice, heirs))
  }
  return changed.size
}

/** @param bases attributes that name the model which others were quantized from */
function* findHeirs(slice: Slice, bases: readonly number[]): SlicedWork<Heir[]> {
  const heirs: Heir[] = []
  let gguf = emptySet()
  let ggufVersion: number | undefined
  for (const [index, attribute] of bases.entries()) {
    if (index % stride === 0 && slice.isOver()) yield
    const { view } = slice
    const models = toKeys(view.modelsWith(attribute))
    if (models.length === 0) continue
    // Made from all models of the format, so not once for each of them.
    if (ggufVersion !== view.version) {
      gguf = unite(view.findAttributes('format', 'gguf').map((format) => view.modelsWith(format)))
      ggufVersion = view.version
    }
    const parameters = view.column('parameters')
    const { value } = view.attribute(attribute)
    for (const key of models) {
      const base = view.keyOf(view.sourceOf(key), value)
      if (base === undefined || base === key) continue
      const own = known(parameters[key])
      const resolved = resolveParameters(own, 'quantized', known(parameters[base]), has(gguf, key))
      if (resolved !== undefined && resolved !== own) heirs.push({ key, parameters: resolved })
    }
  }
  return heirs
}

/** Attributes that name one of these as the base of a quantization. */
function* namesOf(slice: Slice, models: readonly Heir[]): SlicedWork<number[]> {
  const names = new Set<number>()
  for (const [index, { key }] of models.entries()) {
    if (index % stride === 0 && slice.isOver()) yield
    const { view } = slice
    const id = view.idOf(key)
    for (const kind of kinds) for (const attribute of view.findAttributes(kind, id)) names.add(attribute)
  }
  return [...names]
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value
}
