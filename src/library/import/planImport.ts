import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'

import { toLocalSlug } from '../../ids/slug.ts'
import { cleanName } from '../cleanName.ts'
import type { Identification } from '../identify/identification.ts'
import { identifyModel } from '../identify/identifyModel.ts'
import { createInPlaceMetadata } from '../inPlace/createInPlaceMetadata.ts'
import { readHeaderSync } from '../inPlace/readHeaderSync.ts'
import type { FoundFile, FoundModel } from '../layouts/foundModel.ts'
import type { LibraryIndex } from '../libraryIndex.ts'
import type { ModelMetadata } from '../metadata.ts'
import { nameFiles } from '../nameFiles.ts'
import { isInside, type Roots } from '../roots/openRoots.ts'
import type { ImportJournal, ImportMethod } from './importJournal.ts'

/** One model as it will be in the library. */
export interface PlannedImport {
  name: string
  /** What was found, absolute. */
  from: string
  slug: string
  sizeBytes: number
  files: ImportJournal['files']
  metadata: ModelMetadata
  /** The folder that the model has already, when it was known in place and is moved; relative to the library. */
  folder: string | undefined
  /** What the user wrote of it in other tools; undefined for nothing. */
  user: Identification['user']
  /** Why there is nothing to do. */
  skip: string | undefined
}

export interface PlanContext {
  index: LibraryIndex
  roots: Roots
  now: number
}

/** Works out names and metadata of a model that is to be imported. Reads headers, changes nothing. */
export async function planImport(
  { index, roots, now }: PlanContext,
  base: string,
  found: FoundModel,
  method: ImportMethod,
): Promise<PlannedImport> {
  const identification = await identifyModel(found, { headers: (file) => readHeaderSync(file) })
  const names = nameImported(found)
  const all = [...found.files, ...found.sidecars]
  const known = method === 'move' ? findKnown(index, roots, found) : undefined
  const previous = known === undefined ? undefined : index.find(known)
  const from = found.path === '.' ? base : `${base}/${found.path}`
  const slug =
    known ?? toLocalSlug(hashOf(`import\0${await realpath(found.files[0]?.location ?? base)}\0${found.files[0]?.size}`))
  const inPlace = createInPlaceMetadata({ slug, root: '', found, identification, previous: previous?.metadata, now })
  const shelved = index.find(slug)
  return {
    name: inPlace.official_name,
    from,
    slug,
    sizeBytes: inPlace.size_bytes,
    files: all.map(({ path, location, size, mtimeMs }) => ({
      from: location,
      to: nameOf(names, path),
      size,
      mtime_ms: mtimeMs,
    })),
    metadata: toShelved(inPlace, found, names),
    folder: previous?.path,
    user: identification.user,
    skip:
      shelved && shelved.metadata.storage_kind !== 'external_reference'
        ? `it was imported already, as ${slug} in ${shelved.path}`
        : undefined,
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** The slug of the model in place that has these very files. */
function findKnown(index: LibraryIndex, roots: Roots, found: FoundModel): string | undefined {
  const [main] = found.files
  if (!main) return undefined
  return index.filesSeen(main.mtimeMs, main.size).find((file) => {
    const root = roots.find(file.root)
    return root && isInside(main.location, root.path) && `${root.path}/${file.path}` === main.location
  })?.slug
}

/** Where each file goes in the model's folder: as it lay below the model's own folder, under a safe name. */
function nameImported(found: FoundModel): Map<string, string> {
  const own = found.path === '.' ? '' : `${found.path}/`
  const relative = new Map<string, string>()
  const taken = new Set<string>()
  for (const file of [...found.files, ...found.sidecars]) {
    const name = nameInside(file, own, found)
    relative.set(file.path, taken.has(name) ? file.path.replaceAll('/', '-') : name)
    taken.add(name)
  }
  const safe = nameFiles([...new Set(relative.values())], { mend: true })
  return new Map([...relative].map(([path, name]) => [path, safe.get(name) ?? name]))
}

function nameInside(file: FoundFile, own: string, found: FoundModel): string {
  const base = file.path.slice(file.path.lastIndexOf('/') + 1)
  // The layers of Ollama are named by their hash, which no program would take for a model.
  if (/^sha256[-:]/.test(base)) {
    return found.hints.fileSubtypes?.get(file.path) === 'full'
      ? `${cleanName(found.name)}.gguf`
      : base.replace(':', '-')
  }
  if (!file.path.startsWith(own) || own === '') return own === '' ? file.path : base
  const inside = file.path.slice(own.length)
  const [, snapshot] = /^snapshots\/[^/]+\/(.+)$/.exec(inside) ?? []
  return snapshot ?? inside
}

function nameOf(names: ReadonlyMap<string, string>, path: string): string {
  const name = names.get(path)
  if (name === undefined) throw new Error(`No name was given to ${path}`)
  return name
}

/** The same model with its files in its own folder. */
function toShelved(inPlace: ModelMetadata, found: FoundModel, names: ReadonlyMap<string, string>): ModelMetadata {
  const { storage_kind: _kind, root: _root, root_path: _path, sidecars, preview, ...kept } = inPlace
  return {
    ...kept,
    repo_id: found.path === '.' ? found.name : found.path,
    files: inPlace.files.map(({ also_at: _also, device: _device, inode: _inode, missing_since: _since, ...file }) => ({
      ...file,
      path: nameOf(names, file.path),
      placement: 'own',
    })),
    sidecars: sidecars?.map((sidecar) => ({ ...sidecar, path: nameOf(names, sidecar.path) })),
    ...(preview !== undefined && { preview: names.get(preview) }),
    imported_from: found.files.map(({ location }) => location),
  }
}
