import { languageFamilies } from '../classify/familyOf.ts'
import type { Evidence, IdentifyMethod, Witness } from './identification.ts'
import { identifyMethods } from './identification.ts'

/** Below this a person is asked. */
export const reviewBelow = 0.6

/** How much of a weaker witness's weight its contradiction takes away. */
const contradictionWeight = 0.4
/** How much of a weaker witness's weight its agreement adds. */
const agreementWeight = 0.5

export interface Merged extends Omit<Witness, 'method' | 'says' | 'confidence' | 'files'> {
  method: IdentifyMethod
  confidence: number
  needsReview: boolean
  evidence: Evidence[]
}

/*
 * Families that are built upon another: a header shows the older one, and people say the newer. Neither contradicts the
 * other, and the newer says more.
 */
const refinements: Record<string, ReadonlySet<string> | undefined> = {
  sdxl: new Set(['pony', 'illustrious', 'noobai', 'kolors']),
  auraflow: new Set(['pony']),
  // Many models have the architecture of Llama and are none.
  llama: languageFamilies,
  qwen: languageFamilies,
  hunyuan: new Set(['hunyuan-video', 'hunyuan-image', 'hunyuan-dit']),
}
/** Of VAEs: who has one of the same shape. */
const sharedVaes: Record<string, ReadonlySet<string> | undefined> = {
  flux1: new Set(['sd3', 'chroma', 'z-image', 'hidream', 'lumina', 'omnigen2', 'auraflow']),
  wan: new Set(['qwen-image', 'anima', 'cosmos', 'krea2']),
}
/** Parts that say less than others which do not contradict them. */
const coarseParts: Record<string, ReadonlySet<string> | undefined> = {
  checkpoints: new Set(['unet', 'diffusers']),
  text_encoders: new Set(['t5', 'clip']),
  full: new Set(['loras']),
  other: new Set([
    'checkpoints',
    'unet',
    'loras',
    'vae',
    'controlnet',
    'embeddings',
    'upscale',
    'ipadapter',
    'diffusers',
  ]),
}

/**
 * Puts together what the witnesses say. Field by field the most trusted one wins, unless a weaker one only says it more
 * exactly. Witnesses that agree make the answer surer; one that contradicts makes it less sure, and is named.
 *
 * @param witnesses the more trusted before the less, of the same method too
 */
export function mergeWitnesses(witnesses: readonly Witness[]): Merged {
  const ordered = witnesses.toSorted((a, b) => identifyMethods.indexOf(a.method) - identifyMethods.indexOf(b.method))
  const main = ordered.find(({ type }) => type !== undefined && type !== 'unknown') ?? ordered[0]
  const type = encoderType(ordered) ?? main?.type
  const subtype = refine(ordered, 'subtype', (answer) => coarseParts[answer])
  const family = refine(ordered, 'family', (answer) => (subtype === 'vae' ? sharedVaes[answer] : refinements[answer]))
  const first = <K extends keyof Witness>(field: K): Witness[K] | undefined =>
    ordered.find((witness) => witness[field] !== undefined)?.[field]

  let confidence = main?.confidence ?? 0
  const evidence: Evidence[] = []
  for (const witness of ordered) {
    const { method, says, confidence: weight } = witness
    const against = witness === main ? [] : contradictions(witness, { type, subtype, family })
    evidence.push({
      method,
      says: against.length > 0 ? `${says}, which contradicts: ${against.join(', ')}` : says,
      confidence: weight,
    })
    if (witness === main) continue
    if (against.length > 0) confidence -= contradictionWeight * weight
    else if (agrees(witness, { type, subtype, family }))
      confidence = 1 - (1 - confidence) * (1 - agreementWeight * weight)
  }
  confidence = Math.round(Math.min(0.99, Math.max(0, confidence)) * 100) / 100
  return {
    type,
    subtype,
    family,
    variant: first('variant'),
    officialName: nameOf(ordered),
    baseModels: firstFilled(ordered, 'baseModels'),
    tags: gather(ordered, 'tags'),
    triggerWords: gather(ordered, 'triggerWords'),
    license: first('license'),
    identified: first('identified'),
    parameters: first('parameters'),
    precision: first('precision'),
    method: main?.method ?? 'name',
    confidence,
    needsReview: confidence < reviewBelow || type === undefined || type === 'unknown',
    evidence,
  }
}

type Answers = Pick<Witness, 'type' | 'subtype' | 'family'>

function refine<K extends 'subtype' | 'family'>(
  witnesses: readonly Witness[],
  field: K,
  finer: (answer: string) => ReadonlySet<string> | undefined,
): Witness[K] | undefined {
  const told = witnesses.map((witness) => witness[field]).filter((answer) => answer !== undefined)
  const [answer, ...weaker] = told
  if (answer === undefined) return undefined
  const set = finer(answer)
  return (set && weaker.find((other) => set.has(other))) ?? answer
}

/** A language model that an image application keeps among its text encoders is one of its parts. */
function encoderType(witnesses: readonly Witness[]): 'diffusion' | undefined {
  const tells = (subtype: string) =>
    witnesses.some((witness) => witness.method === 'folder' && witness.subtype === subtype)
  const isLanguage = witnesses.some(({ method, type }) => method === 'header' && (type === 'llm' || type === 'vlm'))
  return isLanguage && tells('text_encoders') ? 'diffusion' : undefined
}

function contradictions(witness: Witness, answers: Answers): string[] {
  const found: string[] = []
  if (isOther(witness.type, answers.type) && witness.type !== 'unknown') found.push(`it is ${answers.type}`)
  if (isOther(witness.subtype, answers.subtype) && !isCoarse(coarseParts, witness.subtype, answers.subtype)) {
    found.push(`it is among ${answers.subtype}`)
  }
  if (isOther(witness.family, answers.family)) {
    const tables = answers.subtype === 'vae' ? sharedVaes : refinements
    if (!isCoarse(tables, witness.family, answers.family)) found.push(`it is of ${answers.family}`)
  }
  return found
}

function isOther(said: string | undefined, answer: string | undefined): boolean {
  return said !== undefined && answer !== undefined && said !== answer
}

function isCoarse(table: Record<string, ReadonlySet<string> | undefined>, said = '', answer = ''): boolean {
  return table[said]?.has(answer) ?? false
}

function agrees(witness: Witness, { type, subtype, family }: Answers): boolean {
  if (witness.family !== undefined) return witness.family === family
  return witness.subtype !== undefined
    ? witness.subtype === subtype
    : witness.type !== undefined && witness.type === type
}

/** A file's own title is what a trainer happened to type; a page of a source has the name that people know. */
function nameOf(witnesses: readonly Witness[]): string | undefined {
  const named = (method: IdentifyMethod) =>
    witnesses.find((witness) => witness.method === method && witness.officialName !== undefined)?.officialName
  return named('hash') ?? named('sidecar') ?? named('header') ?? named('folder')
}

function firstFilled(witnesses: readonly Witness[], field: 'baseModels'): string[] | undefined {
  return witnesses.find((witness) => (witness[field]?.length ?? 0) > 0)?.[field]
}

function gather(witnesses: readonly Witness[], field: 'tags' | 'triggerWords'): string[] {
  return [...new Set(witnesses.flatMap((witness) => witness[field] ?? []))].slice(0, 200)
}
