import { resolveParameters } from '../../sources/resolveParameters.ts'
import type { Catalog } from '../catalog.ts'
import { has, toKeys } from '../index/docSet.ts'
import type { SearchIndex } from '../index/indexView.ts'
import { runInSlices, type Slice, type SlicedWork } from '../runInSlices.ts'

const rowsAtOnce = 500
/** Attributes that are looked at before the clock is. */
const stride = 256

interface Found {
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
  const found = await runInSlices(index, findHeirs)
  for (let start = 0; start < found.length; start += rowsAtOnce) {
    await catalog.write((writer) => writer.setParameters(found.slice(start, start + rowsAtOnce)))
    await new Promise(setImmediate)
  }
  return found.length
}

function* findHeirs(slice: Slice): SlicedWork<Found[]> {
  const found: Found[] = []
  for (let attribute = 1; attribute < slice.view.attributeCapacity; attribute++) {
    if (attribute % stride === 0 && slice.isOver()) yield
    const { view } = slice
    const { kind, value } = view.attribute(attribute)
    if (kind !== 'quantized' && kind !== 'inferred_quantized') continue
    const gguf = view.findAttributes('format', 'gguf')
    const parameters = view.column('parameters')
    for (const key of toKeys(view.modelsWith(attribute))) {
      const base = view.keyOf(view.sourceOf(key), value)
      if (base === undefined || base === key) continue
      const own = known(parameters[key])
      const isGguf = gguf.some((format) => has(view.modelsWith(format), key))
      const resolved = resolveParameters(own, 'quantized', known(parameters[base]), isGguf)
      if (resolved !== undefined && resolved !== own) found.push({ key, parameters: resolved })
    }
  }
  return found
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value
}
