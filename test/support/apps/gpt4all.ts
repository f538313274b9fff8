import { createDouble } from './appDouble.ts'

// gpt4all-chat/src/modellist.cpp: QDirIterator with Subdirectories and without FollowSymlinks
export const gpt4all = createDouble({
  id: 'gpt4all',
  files: { 'localdocs_v3.db': '', 'incomplete-mine.gguf': 'part' },
  rules: {
    models: {
      folder: '',
      endings: ['.gguf'],
      follows: false,
      show: (path) => (path.includes('incomplete-') ? undefined : path),
    },
  },
})
