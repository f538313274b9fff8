import fc from 'fast-check'
import { expect, test } from 'vitest'

import { licenseIds } from '../../sources/license/licenseIds.ts'
import { classifyLicense, explainLicense } from './classifyLicense.ts'
import { licenseClasses } from './licenseClass.ts'
import { licenseTable } from './licenseTable.ts'

test('each of the 83 published identifiers has one class, and nothing else is in the table', () => {
  expect(licenseIds).toHaveLength(83)
  expect([...licenseTable.keys()].toSorted()).toEqual([...licenseIds].toSorted())
  for (const id of licenseIds) expect(explainLicense(id).reason).not.toBe('')
})

test('only the identifier `unknown` says nothing', () => {
  expect(licenseIds.filter((id) => classifyLicense(id) === 'unknown')).toEqual(['unknown'])
})

test.for([
  ['permissive', ['apache-2.0', 'mit', 'bsd-3-clause', 'cc0-1.0', 'cc-by-4.0', 'unlicense', 'openmdw-1.1', 'bsl-1.0']],
  ['copyleft', ['agpl-3.0', 'gpl-3.0', 'lgpl-2.1', 'mpl-2.0', 'cc-by-sa-4.0', 'epl-2.0', 'eupl-1.2', 'odbl']],
  ['non-commercial', ['cc-by-nc-4.0', 'cc-by-nc-nd-3.0', 'cc-by-nc-sa-2.0', 'apple-amlr', 'deepfloyd-if-license']],
  ['custom', ['llama2', 'llama3.3', 'llama4', 'gemma', 'openrail', 'openrail++', 'creativeml-openrail-m', 'other']],
  ['custom', ['bigscience-bloom-rail-1.0', 'bigcode-openrail-m', 'cc-by-nd-4.0', 'grok2-community', 'c-uda', 'cc']],
  ['unknown', [undefined, '', '  ', 'unknown', '???', 'none', 'n/a']],
  // What authors write instead of an identifier.
  ['permissive', ['Apache 2.0', 'apache-2', 'Apache License 2.0', 'MIT License', 'The MIT License', 'CC-BY-4.0']],
  ['permissive', ['academic free license v3.0', 'open-mdw', 'BSD 3-Clause License', 'cc-by', 'apache']],
  ['copyleft', ['GPLv3', 'gpl-3.0-or-later', 'AGPL', 'cc_by_sa_4.0', 'cc-by-sa']],
  ['non-commercial', ['cc-by-nc-4.0-deed', 'flux-1-dev-non-commercial-license', 'CC BY NC 4.0', 'my_nc_license']],
  [
    'custom',
    [
      'Llama 3.1 Community License',
      'tongyi-qianwen',
      'stabilityai-ai-community',
      'encrypted',
      'sync',
      'cc-by-nd',
      'mitnick',
    ],
  ],
  ['permissive', ['mit-and-apache-2.0', 'cc-by-3.0-igo']],
  ['custom', ['apache-2.0-and-gemma-terms', 'apache-2.0-with-naming-clause']],
  // CivitAI's permissions.
  ['permissive', ['civitai-sell', 'civitai-sell-attribution']],
  ['copyleft', ['civitai-sell-sharealike', 'civitai-sell-attribution-sharealike']],
  ['custom', ['civitai-sell-noderivatives-sharealike', 'civitai-rent', 'civitai-rent-on-civitai', 'civitai-images']],
  ['non-commercial', ['civitai-noncommercial', 'civitai-noncommercial-attribution-noderivatives-sharealike']],
] as const)('%s: %j', ([expected, licenses]) => {
  for (const license of licenses) expect([license, classifyLicense(license)]).toEqual([license, expected])
})

test('any text has a class and a reason', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')), (text) => {
      const { class: found, reason } = explainLicense(text)
      expect(licenseClasses).toContain(found)
      expect(reason.length).toBeGreaterThan(0)
    }),
  )
})
