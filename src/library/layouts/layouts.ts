import { comfyui } from './comfyui.ts'
import { diffusers } from './diffusers.ts'
import { gpt4all } from './gpt4all.ts'
import { huggingFaceCache } from './huggingFaceCache.ts'
import { a1111, fooocus, sdNext, stabilityMatrix, swarmui } from './imageApps.ts'
import { invokeai } from './invokeai.ts'
import { jan } from './jan.ts'
import type { Layout } from './layout.ts'
import { lmStudio } from './lmStudio.ts'
import { ollama } from './ollama.ts'
import { textGenerationWebui } from './textGenerationWebui.ts'
import { vendorModel } from './vendorModel.ts'

/** Every layout, in the order in which a folder is shown to them: those with signs that nobody else has first. */
export const layouts: readonly Layout[] = [
  huggingFaceCache,
  diffusers,
  ollama,
  jan,
  invokeai,
  textGenerationWebui,
  fooocus,
  comfyui,
  sdNext,
  swarmui,
  a1111,
  stabilityMatrix,
  gpt4all,
  lmStudio,
  vendorModel,
]
