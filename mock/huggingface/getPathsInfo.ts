import { z } from 'zod'

import { parseJson } from '../../src/foundation/parseJson.ts'
import { type Answer, jsonAnswer } from '../http/answer.ts'
import type { MockRequest } from '../http/mockRequest.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import type { ModelIndex } from './createModelIndex.ts'
import { hubError } from './hubError.ts'
import { directoriesOf, directoryEntry, fileEntry } from './treeEntry.ts'

const bodySchema = z.object({ paths: z.array(z.unknown()), expand: z.unknown().optional() })

/** `POST /api/models/{id}/paths-info/{rev}`: form fields or JSON. Paths that are not there are left out. */
export async function getPathsInfo(
  request: MockRequest,
  record: HuggingFaceRecord,
  index: ModelIndex,
): Promise<Answer> {
  if (request.method !== 'POST') return hubError(405, undefined, 'Use POST')
  const asked = parseBody(await request.body(), request.headers['content-type'] ?? '')
  if (!asked) return hubError(400, undefined, '"paths" is required')
  const directories = directoriesOf(index.paths(record))
  const answered: unknown[] = []
  for (const path of asked.paths) {
    const file = await index.file(record, path)
    if (file) answered.push(fileEntry(record, file, asked.expand))
    else if (directories.has(path)) answered.push(directoryEntry(record, path, asked.expand))
  }
  return jsonAnswer(answered)
}

function parseBody(body: string, type: string): { paths: string[]; expand: boolean } | undefined {
  if (!type.includes('json')) {
    const form = new URLSearchParams(body)
    return { paths: form.getAll('paths'), expand: ['true', 'True', '1'].includes(form.get('expand') ?? '') }
  }
  const json = bodySchema.safeParse(parseJson(body))
  if (!json.success) return undefined
  const { paths, expand } = json.data
  return { paths: paths.filter((path) => typeof path === 'string'), expand: expand === true }
}
