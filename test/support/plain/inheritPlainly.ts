import type { PlainModel } from './plainModel.ts'

/**
 * The models with what quantized ones should say of their weights: packed numbers count several weights as one, so 5 % to
 * 80 % of the base's, or nothing, stands for all of them. GGUF counts rightly.
 */
export function inheritPlainly(models: readonly PlainModel[]): PlainModel[] {
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
      if (!base?.parameters || base.id === id) continue
      const isPacked =
        own !== undefined && !formats.has('gguf') && own >= base.parameters / 20 && own < base.parameters * 0.8
      if (own === undefined || isPacked) parameters = base.parameters
    }
    return parameters === own ? model : { ...model, parameters }
  })
}
