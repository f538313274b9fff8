import { createDouble, onlyFirst } from './appDouble.ts'

// lmstudio-js issue 387: publisher and model, no more and no less
export const lmstudio = createDouble({
  id: 'lmstudio',
  files: { 'settings.json': '{}' },
  folders: ['models', '.internal'],
  rules: {
    models: {
      folder: 'models',
      endings: ['.gguf'],
      show: (path) => (path.split('/').length === 3 ? onlyFirst(path) : undefined),
    },
  },
})
