import type { CivitaiModel } from './civitaiModel.ts'

/** The uses that an author may sell, from the widest; each includes those below it, as it did when there was one word. */
const commercialUses = [
  ['sell', 'civitai-sell'],
  ['rent', 'civitai-rent'],
  ['rentcivit', 'civitai-rent-on-civitai'],
  ['image', 'civitai-images'],
  ['none', 'civitai-noncommercial'],
] as const

/**
 * The permissions of a CivitAI model as one id: the widest commercial use that is allowed, then what is restricted.
 *
 *     civitai-sell | civitai-rent | civitai-rent-on-civitai | civitai-images | civitai-noncommercial
 *     [-attribution] [-noderivatives] [-sharealike]
 *
 * `sell`: the model itself may be sold; `rent`: run as a paid service; `images`: what it makes may be sold. The
 * restrictions: allowNoCredit, allowDerivatives, allowDifferentLicense are false. Undefined when the record says
 * nothing of commercial use.
 */
export function licenseId(model: CivitaiModel): string | undefined {
  const { allowCommercialUse: allowed } = model
  if (allowed === undefined || allowed === null) return undefined
  const words = (Array.isArray(allowed) ? allowed.join(' ') : allowed).toLowerCase().match(/[a-z]+/g) ?? ['none']
  const use = commercialUses.find(([word]) => words.includes(word))?.[1]
  if (!use) return undefined
  return [
    use,
    model.allowNoCredit === false ? '-attribution' : '',
    model.allowDerivatives === false ? '-noderivatives' : '',
    model.allowDifferentLicense === false ? '-sharealike' : '',
  ].join('')
}
