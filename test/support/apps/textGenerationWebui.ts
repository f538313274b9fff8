import { createDouble, onlyFirst } from './appDouble.ts'

/** A folder with weights right in it is a model of its name. */
const folderOf = (path: string) => (path.split('/').length === 2 ? path.split('/')[0] : undefined)

// modules/utils.py, get_available_models, get_available_loras: GGUF anywhere (of parts the first), and folders
export const textGenerationWebui = createDouble({
  id: 'text-generation-webui',
  files: { 'server.py': '', 'modules/utils.py': '' },
  folders: ['user_data/models', 'user_data/loras', 'user_data/mmproj'],
  rules: {
    gguf: { folder: 'user_data/models', endings: ['.gguf'], show: onlyFirst },
    folders: { folder: 'user_data/models', endings: ['.safetensors', '.pt'], show: folderOf },
    loras: { folder: 'user_data/loras', show: folderOf },
    mmproj: { folder: 'user_data/mmproj', endings: ['.gguf', '.bin'] },
  },
})
