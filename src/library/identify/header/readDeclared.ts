import { familyOf } from '../../classify/familyOf.ts'
import type { ModelType, Subtype } from '../../metadata.ts'
import { tidyText, tidyWords } from '../tidyText.ts'

/** What a safetensors file says of itself in `__metadata__`. Anybody can write anything there. */
export interface Declared {
  type?: ModelType
  subtype?: Subtype
  family?: string | undefined
  officialName?: string | undefined
  tags?: string[]
  triggerWords?: string[]
  license?: string | undefined
  /** AutoV3 of the weights, twelve lower-case hex digits, as the file tells it. */
  autoV3?: string | undefined
  says: string
}

/** By what follows the slash of `modelspec.architecture`: `flux-1-dev/lora`. */
const adapters: Record<string, Subtype | undefined> = {
  lora: 'loras',
  lokr: 'loras',
  loha: 'loras',
  'textual-inversion': 'embeddings',
  controlnet: 'controlnet',
  'control-lora': 'controlnet',
  vae: 'vae',
}

/**
 * Reads `modelspec.*` (https://github.com/Stability-AI/ModelSpec) and what kohya's trainer leaves (`ss_…`). Undefined when the
 * file says nothing that is of use.
 */
export function readDeclared(metadata: Readonly<Record<string, string>>): Declared | undefined {
  const architecture = tidyText(metadata['modelspec.architecture'], 200)
  const trained = tidyText(metadata['ss_base_model_version'], 200)
  const network = tidyText(metadata['ss_network_module'], 200)
  const name = tidyText(metadata['modelspec.title'], 300)
  const autoV3 = readAutoV3(metadata['sshs_model_hash']) ?? readAutoV3(metadata['modelspec.hash_sha256'])
  if ((architecture ?? trained ?? network ?? name ?? autoV3) === undefined) return undefined
  const [base, kind] = (architecture ?? '').split('/')
  const subtype = kind === undefined ? (network === undefined ? undefined : 'loras') : adapters[kind.toLowerCase()]
  return {
    ...((architecture !== undefined || network !== undefined) && { type: 'diffusion' }),
    ...(subtype && { subtype }),
    family: familyOf([base, trained]) ?? undefined,
    officialName: name,
    tags: tidyWords((metadata['modelspec.tags'] ?? '').slice(0, 2000).split(',')),
    triggerWords: tidyWords((metadata['modelspec.trigger_phrase'] ?? '').slice(0, 2000).split(',')),
    license: tidyText(metadata['modelspec.license'], 200),
    autoV3,
    says: `it says of itself: ${[architecture, trained, network].filter(Boolean).join(', ') || `its name is ${name ?? 'not told'}`}`,
  }
}

/** The sha256 of nothing: what trainers write who did not work it out. */
const emptyHash = 'e3b0c44298fc'

function readAutoV3(value: string | undefined): string | undefined {
  const [, hash] = /^(?:0x)?([0-9a-f]{64})$/i.exec(value ?? '') ?? []
  const autoV3 = hash?.slice(0, 12).toLowerCase()
  return autoV3 === emptyHash ? undefined : autoV3
}
