import type { Layout } from './layout.ts'
import { findByPublisher, isModelFolder, isPublisherTree } from './publisherFolders.ts'

/** `vendor/model/` with a config beside the weights, as the hub's own store was laid out. */
export const vendorModel: Layout = {
  name: 'vendor-model',
  claims: (folder) => isPublisherTree(folder, isModelFolder),
  find: (folder, context) => findByPublisher(folder, 'vendor-model', context),
}
