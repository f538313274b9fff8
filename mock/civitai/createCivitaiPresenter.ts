import type { CivitaiFile, CivitaiRecord, CivitaiVersion } from '../records/civitaiRecord.ts'
import { type CivitaiIndex, isWithdrawn, presentHashes } from './createCivitaiIndex.ts'

/**
 * Writes models and versions as the service does. Sizes and hashes are those of the bytes that we serve, because the
 * record's own belong to bytes that nobody has here; download addresses lead to us.
 */
export interface CivitaiPresenter {
  /** The JSON text of a model; written once for each address under which we are called. */
  model(record: CivitaiRecord, ownUrl: string): Promise<string>
  version(model: CivitaiRecord, version: CivitaiVersion, ownUrl: string): Promise<Record<string, unknown>>
}

export function createCivitaiPresenter(index: CivitaiIndex): CivitaiPresenter {
  const written = new Map<string, Promise<string>>()

  return {
    model(record, ownUrl) {
      const key = `${ownUrl} ${record.id}`
      let text = written.get(key)
      if (!text) {
        text = writeModel(record, ownUrl)
        written.set(key, text)
      }
      return text
    },
    async version(model, version, ownUrl) {
      return {
        ...(await presentVersion(model, version, ownUrl)),
        modelId: model.id,
        model: { name: model.name, type: model.type, nsfw: model.nsfw, poi: model['poi'] ?? false },
      }
    },
  }

  async function writeModel(record: CivitaiRecord, ownUrl: string): Promise<string> {
    const modelVersions: unknown[] = []
    for (const version of record.modelVersions) modelVersions.push(await presentVersion(record, version, ownUrl))
    return JSON.stringify({ ...record, modelVersions })
  }

  async function presentVersion(
    model: CivitaiRecord,
    version: CivitaiVersion,
    ownUrl: string,
  ): Promise<Record<string, unknown>> {
    if (isWithdrawn(model)) return { ...version, files: [], images: [], downloadUrl: undefined }
    const files: unknown[] = []
    for (const file of version.files) files.push(await presentFile(version, file, ownUrl))
    return { ...version, files, downloadUrl: `${ownUrl}/api/download/models/${version.id}` }
  }

  async function presentFile(version: CivitaiVersion, file: CivitaiFile, ownUrl: string): Promise<unknown> {
    const { size, hashes } = await index.hashed(file)
    const address = `${ownUrl}/api/download/models/${version.id}`
    return {
      ...file,
      sizeKB: size / 1024,
      hashes: presentHashes(hashes),
      downloadUrl: file.primary ? address : `${address}?${fileQuery(file)}`,
    }
  }
}

// By properties, as the service writes it; of several files with the same properties only the first can be had so.
function fileQuery({ type, metadata }: CivitaiFile): string {
  const properties = { type, format: metadata?.format, size: metadata?.size, fp: metadata?.fp }
  return new URLSearchParams(
    Object.entries(properties).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
  ).toString()
}
