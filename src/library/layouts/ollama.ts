import { z } from 'zod'

import { parseJson } from '../../foundation/parseJson.ts'
import type { Subtype } from '../metadata.ts'
import type { WalkedFile } from '../walk/createRootWalker.ts'
import { baseName, filesBelow, type Folder } from './folder.ts'
import type { FoundFile, FoundModel } from './foundModel.ts'
import type { FindContext, Layout } from './layout.ts'

/*
 * The store of Ollama: manifests/<host>/<namespace>/<model>/<tag> list layers, blobs/sha256-<64 hex> are their bytes.
 * https://github.com/ollama/ollama/blob/main/docs/import.mdx, types/model/name.go
 */
export const ollama: Layout = {
  name: 'ollama',
  claims: (folder) => storeOf(folder) !== undefined,
  find(folder, context) {
    const store = storeOf(folder)
    if (!store) return []
    const blobs = new Map(
      (store.folders.get('blobs')?.files ?? []).flatMap((file) => {
        const [, sha256] = /^sha256[-:]([0-9a-f]{64})$/.exec(baseName(file)) ?? []
        return sha256 === undefined ? [] : [[sha256, file] as const]
      }),
    )
    const manifests = store.folders.get('manifests')
    return manifests ? [...filesBelow(manifests)].flatMap((file) => readModel(file, manifests, blobs, context)) : []
  },
}

/** The folder itself, or its `models`, when a user names ~/.ollama. */
function storeOf(folder: Folder): Folder | undefined {
  return [folder, folder.folders.get('models')].find(
    (store) =>
      store?.folders.has('manifests') &&
      store.folders.get('blobs')?.files.some((file) => baseName(file).startsWith('sha256')),
  )
}

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest, size: z.number() })).max(10_000),
})

const layerTypes: Record<string, Subtype | undefined> = {
  'application/vnd.ollama.image.model': 'full',
  'application/vnd.ollama.image.projector': 'other',
  'application/vnd.ollama.image.adapter': 'loras',
  'application/vnd.ollama.image.template': 'other',
  'application/vnd.ollama.image.params': 'other',
  'application/vnd.ollama.image.system': 'other',
  'application/vnd.ollama.image.license': 'other',
}

function readModel(
  file: WalkedFile,
  manifests: Folder,
  blobs: ReadonlyMap<string, WalkedFile>,
  context: FindContext,
): FoundModel[] {
  const [host = '', namespace = '', model = '', tag = '', ...more] = file.path
    .slice(manifests.path.length + 1)
    .split('/')
  if (tag === '' || more.length > 0) return []
  const text = context.readText(file)
  if (text === undefined) return []
  const manifest = manifestSchema.safeParse(parseJson(text))
  if (!manifest.success) {
    context.note(file.location, 'it is not a manifest of Ollama')
    return []
  }
  const fileSubtypes = new Map<string, Subtype>()
  const files: FoundFile[] = []
  for (const layer of manifest.data.layers) {
    const subtype = layerTypes[layer.mediaType]
    if (subtype === undefined) continue
    const sha256 = layer.digest.slice('sha256:'.length)
    const blob = blobs.get(sha256)
    if (!blob || blob.size !== layer.size) {
      context.note(file.location, `its layer ${layer.digest.slice(0, 19)} is ${blob ? 'not whole' : 'not there'}`)
      continue
    }
    if (files.some(({ path }) => path === blob.path)) continue
    files.push({ ...blob, sha256 })
    fileSubtypes.set(blob.path, subtype)
  }
  if (![...fileSubtypes.values()].some((subtype) => subtype === 'full' || subtype === 'loras')) return []
  const isOllamas = host === 'registry.ollama.ai' && namespace === 'library'
  const publisher = namespace === 'library' ? undefined : namespace
  return [
    {
      layout: 'ollama',
      path: file.path,
      name: `${isOllamas || publisher === undefined ? '' : `${publisher}/`}${model}:${tag}`,
      files,
      sidecars: [],
      hints: {
        type: 'llm',
        fileSubtypes,
        ...(publisher === undefined ? {} : { publisher }),
        ...(/^(?:hf\.co|huggingface\.co)$/.test(host) && publisher !== undefined
          ? { repo: { source: 'huggingface', repoId: `${publisher}/${model}` } }
          : {}),
      },
    },
  ]
}
