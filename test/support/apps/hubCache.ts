import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

import { type AppDouble, makeFiles, type Shown, walk } from './appDouble.ts'

/** A cache of huggingface_hub, with a repo of the user's in it. llama.cpp reads it, too. */
export const createHubCache = (id: string): AppDouble => ({
  id,
  async make(parent) {
    const path = join(parent, id, 'huggingface')
    await makeFiles(path, {
      'hub/CACHEDIR.TAG': 'Signature: 8a477f597d28d172789f06886806bc55\n',
      'hub/models--mine--own/refs/main': 'abc',
      'hub/models--mine--own/snapshots/abc/config.json': '{}',
    })
    return path
  },
  // huggingface_hub file_download.py, try_to_load_from_cache: refs/<revision>, then snapshots/<commit>/<path>
  async list(path) {
    const hub = join(path, 'hub')
    const shown: Shown = {}
    for (const repo of await readdir(hub)) {
      if (!repo.startsWith('models--') || repo === 'models--mine--own') continue
      for (const ref of await readdir(join(hub, repo, 'refs')).catch(() => [])) {
        const commit = await readFile(join(hub, repo, 'refs', ref), 'utf8')
        const snapshot = join(hub, repo, 'snapshots', commit)
        shown[`${repo}@${ref}`] = (await walk(snapshot, true)).map((file) => relative(snapshot, file)).sort()
      }
    }
    return shown
  },
})
