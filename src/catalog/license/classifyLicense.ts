import { normaliseLicense } from '../../sources/license/normaliseLicense.ts'
import type { LicenseClass } from './licenseClass.ts'
import { type ClassifiedLicense, licenseTable } from './licenseTable.ts'

const missing: ClassifiedLicense = { class: 'unknown', reason: 'none is stated' }
const unlisted: ClassifiedLicense = { class: 'custom', reason: 'a license of its own that is on no list' }

/** What a licence allows, in one word; `license` as an entry has it, or in a common spelling. */
export function classifyLicense(license: string | undefined): LicenseClass {
  return explainLicense(license).class
}

/** The class of a licence and why it is that. Missing is unknown; what is on no list is custom. */
export function explainLicense(license: string | undefined): ClassifiedLicense {
  const id = normaliseLicense(license ?? '')
  if (id === undefined) return missing
  const known = licenseTable.get(id)
  if (known) return known
  if (id.startsWith('civitai-')) return explainCivitai(id)
  const found = nameSigns.find(({ sign }) => sign.test(id))
  return found ? { class: found.class, reason: 'its name says so' } : unlisted
}

/** What the name of a licence that is on no list gives away; the first that fits. */
const nameSigns: readonly { sign: RegExp; class: LicenseClass }[] = [
  // As words: cc-by-nc-4.0-deed, flux-1-dev-non-commercial-license, mnpl, mrl (Mistral's).
  {
    sign: /(?:^|[^a-z])(?:nc|mnpl|mrl)(?:$|[^a-z])|non-?commercial|research[-_ ]?(?:only|use|licen[cs]e)/,
    class: 'non-commercial',
  },
  // Terms besides those of a listed licence: apache-2.0-and-gemma-terms.
  { sign: /(?:and|with)[-_ ].*(?:terms|gemma|llama|rail|clause)/, class: 'custom' },
  { sign: /^(?:agpl|gpl|lgpl|mpl|eupl|cc-by-sa)(?:$|[^a-z])/, class: 'copyleft' },
  { sign: /^(?:apache|mit|bsd|afl|cc0|open-?mdw|public[-_ ]domain|cc-by(?!-nd))(?:$|[^a-z])/, class: 'permissive' },
]

/** The permissions of a CivitAI model; the grammar stands at `licenseId` in sources/civitai. */
function explainCivitai(id: string): ClassifiedLicense {
  if (id.startsWith('civitai-noncommercial')) return { class: 'non-commercial', reason: 'no commercial use is allowed' }
  if (id.includes('-noderivatives')) return { class: 'custom', reason: 'no derivatives' }
  if (!id.startsWith('civitai-sell')) return { class: 'custom', reason: 'some commercial uses only' }
  if (id.includes('-sharealike')) return { class: 'copyleft', reason: 'share alike' }
  return { class: 'permissive', reason: 'any use, also selling the model' }
}
