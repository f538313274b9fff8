import type { LicenseId } from '../../sources/license/licenseIds.ts'
import type { LicenseClass } from './licenseClass.ts'

export interface ClassifiedLicense {
  class: LicenseClass
  /** Why, in a few words, to be shown beside the class. */
  reason: string
}

interface LicenseGroup extends ClassifiedLicense {
  ids: readonly LicenseId[]
}

/**
 * Every published licence identifier with its class.
 *
 * - permissive: any use, also commercial; derivatives under other terms; at most notices to keep.
 * - copyleft: any use, but what is derived and passed on must stay under the same or like terms, wholly or file by file.
 * - non-commercial: research or other use without gain.
 * - custom: terms of its own that restrict use, users or derivatives: to be read before use.
 * - unknown: the author does not say.
 */
const groups: readonly LicenseGroup[] = [
  {
    class: 'permissive',
    reason: 'any use, notices are kept',
    ids: [
      'apache-2.0',
      'mit',
      'afl-3.0',
      'artistic-2.0',
      'bsl-1.0',
      'bsd',
      'bsd-2-clause',
      'bsd-3-clause',
      'bsd-3-clause-clear',
      'ecl-2.0',
      'isc',
      'ncsa',
      'postgresql',
      'zlib',
      'apple-ascl',
    ],
  },
  {
    class: 'permissive',
    reason: 'any use; what is changed must be marked or renamed',
    ids: ['lppl-1.3c'],
  },
  {
    class: 'permissive',
    reason: 'any use of model, data and weights, the text is kept',
    ids: ['openmdw-1.0', 'openmdw-1.1'],
  },
  {
    class: 'permissive',
    reason: 'given to the public domain',
    ids: ['cc0-1.0', 'unlicense', 'pddl', 'wtfpl'],
  },
  {
    class: 'permissive',
    reason: 'any use, the author is named',
    ids: ['cc-by-2.0', 'cc-by-2.5', 'cc-by-3.0', 'cc-by-4.0', 'etalab-2.0', 'odc-by'],
  },
  {
    class: 'permissive',
    reason: 'a data license without conditions on results',
    ids: ['cdla-permissive-1.0', 'cdla-permissive-2.0'],
  },
  {
    class: 'copyleft',
    reason: 'derivatives stay under the same license',
    ids: ['gpl', 'gpl-2.0', 'gpl-3.0', 'eupl-1.1', 'eupl-1.2', 'gfdl', 'osl-3.0', 'ofl-1.1'],
  },
  {
    class: 'copyleft',
    reason: 'derivatives stay under the same license, also when offered over a network',
    ids: ['agpl-3.0'],
  },
  {
    class: 'copyleft',
    reason: 'changed parts stay under the same license, what is built around them need not',
    ids: ['lgpl', 'lgpl-2.1', 'lgpl-3.0', 'lgpl-lr', 'mpl-2.0', 'epl-1.0', 'epl-2.0', 'ms-pl'],
  },
  {
    class: 'copyleft',
    reason: 'share alike',
    ids: ['cc-by-sa-3.0', 'cc-by-sa-4.0', 'cdla-sharing-1.0', 'odbl'],
  },
  {
    class: 'non-commercial',
    reason: 'Creative Commons NC',
    ids: [
      'cc-by-nc-2.0',
      'cc-by-nc-3.0',
      'cc-by-nc-4.0',
      'cc-by-nc-nd-3.0',
      'cc-by-nc-nd-4.0',
      'cc-by-nc-sa-2.0',
      'cc-by-nc-sa-3.0',
      'cc-by-nc-sa-4.0',
    ],
  },
  {
    class: 'non-commercial',
    reason: 'research only',
    ids: ['apple-amlr', 'deepfloyd-if-license', 'fair-noncommercial-research-license', 'h-research', 'intel-research'],
  },
  {
    class: 'custom',
    reason: 'OpenRAIL: commercial use is allowed, listed uses are forbidden, and derivatives pass that on',
    ids: [
      'openrail',
      'openrail++',
      'bigscience-openrail-m',
      'bigscience-bloom-rail-1.0',
      'bigcode-openrail-m',
      'creativeml-openrail-m',
    ],
  },
  {
    class: 'custom',
    reason: 'a community license: acceptable use policy, limits for large companies, a name to show',
    ids: ['llama2', 'llama3', 'llama3.1', 'llama3.2', 'llama3.3', 'llama4', 'grok2-community'],
  },
  {
    class: 'custom',
    reason: "Google's terms of use with a list of forbidden uses",
    ids: ['gemma'],
  },
  {
    class: 'custom',
    reason: 'no derivatives',
    ids: ['cc-by-nd-4.0'],
  },
  {
    class: 'custom',
    reason: 'computational use only',
    ids: ['c-uda'],
  },
  {
    class: 'custom',
    reason: 'Creative Commons, but not which',
    ids: ['cc'],
  },
  {
    class: 'custom',
    reason: 'the author names it and links its text',
    ids: ['other'],
  },
  {
    class: 'unknown',
    reason: 'the author does not say',
    ids: ['unknown'],
  },
]

/** By identifier. */
export const licenseTable: ReadonlyMap<string, ClassifiedLicense> = new Map(
  groups.flatMap((group) => group.ids.map((id) => [id, { class: group.class, reason: group.reason }] as const)),
)
