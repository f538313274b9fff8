import { a1111 } from './apps/a1111.ts'
import type { AppDouble } from './apps/appDouble.ts'
import { fooocus } from './apps/fooocus.ts'
import { forge } from './apps/forge.ts'
import { gpt4all } from './apps/gpt4all.ts'
import { createHubCache } from './apps/hubCache.ts'
import { jan } from './apps/jan.ts'
import { lmstudio } from './apps/lmstudio.ts'
import { sdnext } from './apps/sdnext.ts'
import { swarmui } from './apps/swarmui.ts'
import { textGenerationWebui } from './apps/textGenerationWebui.ts'

/** Applications whose folders are looked at; ComfyUI (comfyuiDouble.ts) and those that are asked by API have doubles of their own. */
export const appDoubles: readonly AppDouble[] = [
  a1111,
  forge,
  sdnext,
  fooocus,
  swarmui,
  lmstudio,
  jan,
  gpt4all,
  textGenerationWebui,
  createHubCache('huggingface-cache'),
  createHubCache('llamacpp'),
]
