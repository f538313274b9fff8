import { join } from 'node:path'

import type { AppAdapter } from '../appAdapter.ts'
import { createFolderAdapter } from '../detect/createFolderAdapter.ts'

/**
 * GPT4All lists `*.gguf` of one folder; it does not follow links to folders, and leaves `incomplete-*` out.
 * https://github.com/nomic-ai/gpt4all gpt4all-chat/src/modellist.cpp
 */
export function createGpt4allAdapter(): AppAdapter {
  return createFolderAdapter({
    id: 'gpt4all',
    name: 'GPT4All',
    names: ['GPT4All'],
    marks: [['localdocs_v*', 'gpt4all-*', 'incomplete-*']],
    models: '.',
    listed: [{ folder: '', endings: ['.gguf'] }],
    usualPlaces: ({ home, env, platform }) => [
      ...(platform === 'darwin' ? [join(home, 'Library', 'Application Support', 'nomic.ai', 'GPT4All')] : []),
      ...(env['LOCALAPPDATA'] ? [join(env['LOCALAPPDATA'], 'nomic.ai', 'GPT4All')] : []),
      join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'nomic.ai', 'GPT4All'),
    ],
    hint: 'Give the download path that its settings show, for instance ~/.local/share/nomic.ai/GPT4All.',
  })
}
