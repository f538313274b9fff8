import { describe, expect, it } from 'vitest'

import { readZip } from '../testing/readZip.ts'
import { contentBytes } from './content.ts'
import { plainLayout } from './languageLayouts.ts'
import { makeTorchZip, stateDictPickle } from './makeTorchZip.ts'

describe('makeTorchZip', () => {
  it.each([3000, 65536, 4 * 1024 * 1024, 9 * 1024 * 1024])(
    'makes a sound archive of at most %i bytes',
    (targetBytes) => {
      const content = makeTorchZip({ layout: plainLayout(), targetBytes, seed: 'x' })
      expect(content.size).toBeLessThanOrEqual(targetBytes)
      const entries = readZip(contentBytes(content))
      expect(entries.get('archive/version')?.toString()).toBe('3\n')
      expect(entries.get('archive/byteorder')?.toString()).toBe('little')
      const storages = [...entries].filter(([name]) => name.startsWith('archive/data/'))
      expect(storages.length).toBe(Math.max(1, Math.floor((targetBytes - 1500) / (1024 * 1024 + 700))))
    },
  )

  it('writes a pickle that names nothing but what every checkpoint names', () => {
    const pickle = stateDictPickle([{ name: 'weight', weights: 4 }]).toString('latin1')
    expect(pickle.startsWith('\x80\x02')).toBe(true)
    expect(pickle.endsWith('.')).toBe(true)
    expect([...pickle.matchAll(/c([\w.]+)\n(\w+)\n/g)].map(([, module, name]) => `${module}.${name}`)).toEqual([
      'collections.OrderedDict',
      'torch._utils._rebuild_tensor_v2',
      'torch.FloatStorage',
      'collections.OrderedDict',
    ])
  })
})
