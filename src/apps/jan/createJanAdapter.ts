import { join } from 'node:path'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'

/**
 * Jan finds `model.yml` files below `llamacpp/models`; each says where its model is, so nothing is linked.
 * https://github.com/menloresearch/jan extensions/llamacpp-extension
 */
export function createJanAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'jan',
    name: 'Jan',
    marks: [['llamacpp/models', 'llamacpp']],
    below: ['data'],
    models: 'llamacpp/models',
    listed: [{ folder: '', endings: ['.yml'] }],
    usualPlaces: ({ home, env, platform }) => [
      ...(platform === 'darwin' ? [join(home, 'Library', 'Application Support', 'Jan', 'data')] : []),
      ...(env['APPDATA'] ? [join(env['APPDATA'], 'Jan', 'data')] : []),
      join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'Jan', 'data'),
      join(home, '.config', 'Jan', 'data'),
      join(home, 'jan'),
    ],
    hint: "Give Jan's data folder, which its settings show (Settings, General); it holds llamacpp/models.",
  })
}
