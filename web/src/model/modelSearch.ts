import { readText } from '../searchParams.ts'

/** What a model's address holds besides its slug: the memory that its files are measured against. */
export interface ModelSearch {
  memory?: string
  context?: number
}

export function readModelSearch(raw: Record<string, unknown>): ModelSearch {
  const memory = readText(raw.memory)
  const context = Number(raw.context ?? Number.NaN)
  return {
    ...(memory === undefined ? {} : { memory }),
    ...(Number.isSafeInteger(context) && context > 0 ? { context } : {}),
  }
}
