/**
 * What a raw record says of a model, read without the program's code: a second opinion for tests over real records. It
 * knows only what occurs in them.
 */
export interface PlainModel {
  source: 'huggingface' | 'civitai'
  id: string
  name: string
  author: string | undefined
  task: string | undefined
  library: string | undefined
  license: string | undefined
  licenseClass: string
  languages: Set<string>
  formats: Set<string>
  /** Words that are nothing else. */
  tags: Set<string>
  datasets: Set<string>
  /** Families, as CivitAI names them. */
  bases: Set<string>
  /** Parents, as the record writes them. */
  parents: string[]
  /** Those of the parents that it is a quantization of. */
  quantized: string[]
  /** Further words: papers, addresses. */
  others: Set<string>
  /** Trigger words, former names. */
  more: string[]
  parameters: number | undefined
  bytes: number | undefined
  downloads: number
  likes: number
  created: number | undefined
  updated: number | undefined
  gated: boolean
  nsfw: number
}

/** An excerpt of the published list that is enough for the real records. */
const classes: Record<string, string> = {
  permissive:
    'apache-2.0 mit afl-3.0 artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear ecl-2.0 isc ncsa ' +
    'postgresql zlib apple-ascl cc0-1.0 unlicense pddl wtfpl cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 etalab-2.0 odc-by ' +
    'cdla-permissive-1.0 cdla-permissive-2.0 openmdw-1.0 openmdw-1.1 openmdw1.1-license cc0 cc-by-3.0-igo ' +
    'cc-by-4.0-asserted-by-medmnist mit-and-apache-2.0 mit-code-corpus-derived-artifact',
  copyleft:
    'gpl gpl-2.0 gpl-3.0 agpl-3.0 lgpl lgpl-2.1 lgpl-3.0 mpl-2.0 epl-2.0 osl-3.0 ofl-1.1 cc-by-sa-3.0 cc-by-sa-4.0 odbl ' +
    'eupl-1.1 eupl-1.2 gfdl ms-pl cdla-sharing-1.0',
  'non-commercial':
    'cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 ' +
    'cc-by-nc-sa-4.0 apple-amlr deepfloyd-if-license fair-noncommercial-research-license h-research intel-research',
  unknown: 'unknown',
}

/** In one word, what a licence allows. */
export function plainClass(license: string | undefined): string {
  if (license === undefined) return 'unknown'
  const [, use, restrictions] = /^civitai-(sell|noncommercial|images|rent(?:-on-civitai)?)(.*)$/.exec(license) ?? []
  if (use !== undefined) {
    if (use === 'noncommercial') return 'non-commercial'
    if (use !== 'sell' || restrictions?.includes('noderivatives')) return 'custom'
    return restrictions?.includes('sharealike') ? 'copyleft' : 'permissive'
  }
  if (/non-commercial|research-(?:only|license)|-nc-/.test(license)) return 'non-commercial'
  return Object.keys(classes).find((name) => classes[name]?.split(' ').includes(license)) ?? 'custom'
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

export function textsOf(value: unknown): string[] {
  return [value].flat().flatMap((one) => textOf(one) ?? [])
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? Math.min(Math.trunc(value), Number.MAX_SAFE_INTEGER) : undefined
}

export function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
