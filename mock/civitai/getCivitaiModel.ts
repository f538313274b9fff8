import { z } from 'zod'

import { parseJson } from '../../src/foundation/parseJson.ts'
import { type Answer, jsonAnswer, jsonTextAnswer } from '../http/answer.ts'
import type { MockRequest } from '../http/mockRequest.ts'
import type { CivitaiIndex } from './createCivitaiIndex.ts'
import type { CivitaiPresenter } from './createCivitaiPresenter.ts'

export interface CivitaiParts {
  index: CivitaiIndex
  presenter: CivitaiPresenter
}

const mostHashes = 100
const hashesSchema = z.array(z.string().regex(/^[0-9a-f]{64}$/i)).max(mostHashes)

/** `GET /api/v1/models/:id`. */
export async function getCivitaiModel(request: MockRequest, idText: string, parts: CivitaiParts): Promise<Answer> {
  const id = parseId(idText)
  if (id === undefined) return jsonAnswer({ error: 'Invalid model id' }, {}, 400)
  const record = parts.index.model(id)
  if (!record) return jsonAnswer({ error: `No model with id ${id}` }, {}, 404)
  return jsonTextAnswer(await parts.presenter.model(record, request.ownUrl))
}

/** `GET /api/v1/model-versions/:id`. */
export async function getCivitaiVersion(request: MockRequest, idText: string, parts: CivitaiParts): Promise<Answer> {
  const id = parseId(idText)
  if (id === undefined) return jsonAnswer({ error: 'Invalid version id' }, {}, 400)
  const found = parts.index.version(id)
  if (!found) return jsonAnswer({ error: `No model version with id ${id}` }, {}, 404)
  return jsonAnswer(await parts.presenter.version(found.model, found.version, request.ownUrl))
}

/** `GET /api/v1/model-versions/by-hash/:hash`, in any case of letters. */
export async function getVersionByHash(request: MockRequest, hash: string, parts: CivitaiParts): Promise<Answer> {
  const found = await parts.index.findByHash(hash.toUpperCase())
  if (!found) return jsonAnswer({ error: 'Model not found' }, {}, 404)
  return jsonAnswer(await parts.presenter.version(found.model, found.version, request.ownUrl))
}

/** `POST /api/v1/model-versions/by-hash`: a JSON list of at most 100 SHA256; unknown ones are left out. */
export async function postVersionsByHash(request: MockRequest, parts: CivitaiParts): Promise<Answer> {
  const hashes = parseHashes(await request.body())
  if (!hashes) return jsonAnswer({ error: `Send a list of up to ${mostHashes} SHA256 hashes` }, {}, 400)
  const versions: unknown[] = []
  for (const hash of hashes) {
    const found = await parts.index.findByHash(hash.toUpperCase())
    if (found) versions.push(await parts.presenter.version(found.model, found.version, request.ownUrl))
  }
  return jsonAnswer(versions)
}

/** Ids are 32-bit integers; anything else is refused before it is looked up. */
export function parseId(text: string): number | undefined {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  return id <= 2147483647 ? id : undefined
}

function parseHashes(body: string): string[] | undefined {
  return hashesSchema.safeParse(parseJson(body)).data
}
