import { createA1111Adapter } from './a1111/createA1111Adapter.ts'
import type { AppAdapter } from './appAdapter.ts'
import { createComfyuiAdapter } from './comfyui/createComfyuiAdapter.ts'
import { createFooocusAdapter } from './fooocus/createFooocusAdapter.ts'
import { createForgeAdapter } from './forge/createForgeAdapter.ts'
import { createGpt4allAdapter } from './gpt4all/createGpt4allAdapter.ts'
import { createHuggingFaceCacheAdapter, createLlamacppAdapter } from './huggingface/createHuggingFaceCacheAdapter.ts'
import { createInvokeaiAdapter } from './invokeai/createInvokeaiAdapter.ts'
import { createJanAdapter } from './jan/createJanAdapter.ts'
import { createLmstudioAdapter } from './lmstudio/createLmstudioAdapter.ts'
import { createOllamaAdapter } from './ollama/createOllamaAdapter.ts'
import { createSdnextAdapter } from './sdnext/createSdnextAdapter.ts'
import { createSwarmuiAdapter } from './swarmui/createSwarmuiAdapter.ts'
import { createTextgenAdapter } from './textgen/createTextgenAdapter.ts'

/** Every application that models can be mapped into, in the order in which they are shown. */
export const adapters: readonly AppAdapter[] = [
  createComfyuiAdapter(),
  createA1111Adapter(),
  createForgeAdapter(),
  createSdnextAdapter(),
  createFooocusAdapter(),
  createSwarmuiAdapter(),
  createInvokeaiAdapter(),
  createLmstudioAdapter(),
  createOllamaAdapter(),
  createLlamacppAdapter(),
  createJanAdapter(),
  createGpt4allAdapter(),
  createTextgenAdapter(),
  createHuggingFaceCacheAdapter(),
]
