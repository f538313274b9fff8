import { join } from 'node:path'

import { expect, test } from 'vitest'

import { temporaryFolder } from '../test/support/temporaryHome.ts'
import { openWeighthouse } from './compose.ts'
import { loadConfig } from './foundation/config/loadConfig.ts'
import { silentLog } from './foundation/log.ts'

test('a token is for the source that was set, also when the program starts with the sample in use', async () => {
  const folder = await temporaryFolder('compose')
  const settings = loadConfig({
    flags: { home: join(folder.path, 'home'), hfToken: 'hf_abcdefgh', civitaiToken: 'secret' },
    env: {},
    workingDirectory: folder.path,
  })
  try {
    const first = await openWeighthouse(settings, { log: silentLog })
    await first.sample.set(true)
    await first.close()

    const second = await openWeighthouse(settings, { log: silentLog })
    expect(second.sample.enabled()).toBe(true)
    expect(second.sources.get('huggingface')?.token?.origin).toBe('https://huggingface.co')
    expect(second.sources.get('civitai')?.token?.origin).toBe('https://civitai.com')
    await second.close()
  } finally {
    await folder.remove()
  }
})
