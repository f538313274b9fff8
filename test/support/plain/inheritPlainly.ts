import type { PlainModel } from './plainModel.ts'

const longestChain = 10

/**
 * The models with what quantized ones should say of their weights: packed numbers count several weights as one, so 5 % to
 * 80 % of the base's, or nothing, stands for all of them. GGUF counts rightly. What was made of a model that has taken its
 * base's number over is looked at again, with that number.
 */
export function inheritPlainly(models: readonly PlainModel[]): PlainModel[] {
  let now = [...models]
  let changed: Set<PlainModel> | undefined
  for (let round = 0; round < longestChain && changed?.size !== 0; round++) {
    const next = inheritOnce(now, changed)
    changed = new Set(next.filter((model, index) => model !== now[index]))
    now = next
  }
  return now
}

/** @param among the bases that count; undefined: all */
function inheritOnce(models: PlainModel[], among: ReadonlySet<PlainModel> | undefined): PlainModel[] {
  const listed = models.filter(({ source }) => source === 'huggingface')
  const byId = new Map([
    ...listed.map((model) => [model.id.toLowerCase(), model] as const),
    ...listed.map((model) => [model.id, model] as const),
  ])
  return models.map((model) => {
    const { id, parameters: own, formats, quantized } = model
    let parameters = own
    for (const parent of quantized) {
      const base = byId.get(parent) ?? byId.get(parent.toLowerCase())
      if (!base?.parameters || base.id === id || (among && !among.has(base))) continue
      const isPacked =
        own !== undefined && !formats.has('gguf') && own >= base.parameters / 20 && own < base.parameters * 0.8
      if (own === undefined || isPacked) parameters = base.parameters
    }
    return parameters === own ? model : { ...model, parameters }
  })
}
