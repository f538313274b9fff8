import type { Layout } from './layout.ts'
import { isDiffusersFolder, toRepoModel } from './repoFolder.ts'

/** A tree of folders as diffusers reads it: model_index.json beside unet/, vae/, text_encoder/ … */
export const diffusers: Layout = {
  name: 'diffusers',
  claims: isDiffusersFolder,
  find: (folder) => [toRepoModel(folder, 'diffusers', folder.name, { type: 'diffusion', subtype: 'diffusers' })],
}
