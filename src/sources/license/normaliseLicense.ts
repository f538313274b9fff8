import { type LicenseId, licenseIds } from './licenseIds.ts'

const listed: ReadonlySet<string> = new Set(licenseIds)

/**
 * Spellings that authors use for listed identifiers, with spaces and underscores as hyphens, without the word `license`.
 * Only what means the very same: `cc-by` without a version is not here.
 */
const spellings: Readonly<Record<string, LicenseId>> = {
  'apache-2': 'apache-2.0',
  'apache2.0': 'apache-2.0',
  apache2: 'apache-2.0',
  'apache-v2': 'apache-2.0',
  'apache-v2.0': 'apache-2.0',
  'apache-version-2.0': 'apache-2.0',
  'academic-free-v3.0': 'afl-3.0',
  'bsd-2': 'bsd-2-clause',
  'bsd-3': 'bsd-3-clause',
  bsd3: 'bsd-3-clause',
  'boost-1.0': 'bsl-1.0',
  'cc-0': 'cc0-1.0',
  'cc-zero': 'cc0-1.0',
  'ccby-4.0': 'cc-by-4.0',
  'cc-by4.0': 'cc-by-4.0',
  'cc-by-nc4.0': 'cc-by-nc-4.0',
  agplv3: 'agpl-3.0',
  'agpl-3.0-only': 'agpl-3.0',
  'agpl-3.0-or-later': 'agpl-3.0',
  gplv2: 'gpl-2.0',
  gplv3: 'gpl-3.0',
  'gpl-2': 'gpl-2.0',
  'gpl-3': 'gpl-3.0',
  'gpl-2.0-only': 'gpl-2.0',
  'gpl-2.0-or-later': 'gpl-2.0',
  'gpl-3.0-only': 'gpl-3.0',
  'gpl-3.0-or-later': 'gpl-3.0',
  lgplv3: 'lgpl-3.0',
  'lgpl-3': 'lgpl-3.0',
  'lgpl-3.0-only': 'lgpl-3.0',
  'lgpl-3.0-or-later': 'lgpl-3.0',
  'mozilla-2.0': 'mpl-2.0',
  'llama-2': 'llama2',
  'llama-2-community': 'llama2',
  'llama-3': 'llama3',
  'llama-3-community': 'llama3',
  'llama-3.1': 'llama3.1',
  'llama-3.1-community': 'llama3.1',
  'llama-3.2': 'llama3.2',
  'llama-3.2-community': 'llama3.2',
  'llama-3.3': 'llama3.3',
  'llama-3.3-community': 'llama3.3',
  'llama-4': 'llama4',
  'llama-4-community': 'llama4',
  'gemma-terms-of-use': 'gemma',
  '???': 'unknown',
  none: 'unknown',
  'n/a': 'unknown',
  tbd: 'unknown',
}

/**
 * The identifier of a licence as an author wrote it: one of {@link licenseIds} when it is a spelling of one, else the
 * text in lower case. Undefined for an empty text.
 */
export function normaliseLicense(text: string): string | undefined {
  const lower = text.trim().toLowerCase()
  if (lower === '') return undefined
  if (listed.has(lower)) return lower
  const plain = lower.replaceAll(/[\s_,]+/g, '-').replaceAll(/^the-|-licen[cs]e(?=-|$)/g, '')
  if (listed.has(plain)) return plain
  return Object.hasOwn(spellings, plain) ? spellings[plain] : lower
}
