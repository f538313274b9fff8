import { type MockServers, startMockServers } from '../../../mock/startMockServers.ts'
import { runJson, startCli } from '../../support/runCli.ts'
import { temporaryFolder } from '../../support/temporaryHome.ts'
import { ensureWebBuilt } from './ensureWebBuilt.ts'

/** A real `weighthouse serve` in a home of its own, whose sources are the mock servers. */
export interface TestHub {
  url: string
  home: string
  mock: MockServers
  close(): Promise<void>
}

export interface HubOptions {
  /** Read the sources into the catalog before the hub opens. */
  synced?: boolean
  /** Point the hub at an address where nobody listens. */
  withoutNetwork?: boolean
}

// Port 9 (discard) is refused at once everywhere.
const nobody = 'http://127.0.0.1:9'

export async function startHub({ synced = false, withoutNetwork = false }: HubOptions = {}): Promise<TestHub> {
  await ensureWebBuilt()
  const mock = await startMockServers({ maxFileSize: 256 * 1024 })
  const home = await temporaryFolder('browser')
  const env = {
    WEIGHTHOUSE_HOME: home.path,
    WEIGHTHOUSE_HF_ENDPOINT: withoutNetwork ? nobody : mock.hfUrl,
    WEIGHTHOUSE_CIVITAI_ENDPOINT: withoutNetwork ? nobody : mock.civitaiUrl,
  }
  if (synced) await runJson(['sync'], env)
  const { child, done } = startCli(['serve', '--port', '0', '--grpc-port', '0'], env)
  const close = async () => {
    child.kill('SIGTERM')
    await done
    await mock.close()
    await home.remove()
  }
  const url = new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (text: string) => {
      said += text
      const [, found] = /is open at (http:\S+)/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
    void done.then(({ code, stderr }) => reject(new Error(`serve ended with ${code} before it was open: ${stderr}`)))
  })
  try {
    return { url: await url, home: home.path, mock, close }
  } catch (error) {
    await close()
    throw error
  }
}
