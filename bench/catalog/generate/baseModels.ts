import type { Weighted } from './random.ts'

/** CivitAI's base models in 2026, with rough shares of its models; the names are an open set. */
export const baseModels: Weighted = [
  ['SD 1.5', 260],
  ['Pony', 150],
  ['Illustrious', 230],
  ['SDXL 1.0', 130],
  ['Flux.1 D', 110],
  ['NoobAI', 40],
  ['Wan Video 14B t2v', 15],
  ['Wan Video 2.2 I2V-A14B', 12],
  ['Qwen', 14],
  ['ZImageTurbo', 12],
  ['Hunyuan Video', 8],
  ['SD 2.1 768', 6],
  ['SD 1.4', 5],
  ['SD 3.5', 4],
  ['Chroma', 4],
  ['Anima', 4],
  ['Flux.2 Klein 9B', 3],
  ['LTXV', 2],
  ['AuraFlow', 1],
  ['Kolors', 1],
  ['Other', 40],
]
