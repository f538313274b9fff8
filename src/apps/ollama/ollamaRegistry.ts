import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import type { ModelRegistry, RegisteredModel } from '../api/modelRegistry.ts'

const tags = z.looseObject({ models: z.array(z.looseObject({ name: z.string(), digest: z.string() })).nullable() })

/**
 * Ollama's own store: the file goes in as a blob, which Ollama copies unless it has it, then `create` makes a model of it.
 * Only names below `weighthouse/` are ours. https://github.com/ollama/ollama docs/api.md#create-a-model
 */
export const ollamaRegistry: ModelRegistry = {
  toName: toOllamaName,
  async list(client) {
    const { models } = await client.json({ path: '/api/tags' }, tags)
    return (models ?? []).map(toRegistered)
  },
  async add(client, { name, path, size, sha256 }) {
    const digest = `sha256:${sha256 ?? (await hashFile(path))}`
    const blob = `/api/blobs/${digest}`
    if ((await client.status({ method: 'HEAD', path: blob, accept: [404] })) === 404) {
      const status = await client.status({ method: 'POST', path: blob, file: { path, size }, accept: [400] })
      if (status === 400) {
        throw new WeighthouseError('VERIFICATION_FAILED', `Ollama refuses ${path}: its bytes are not ${digest}.`, {
          hint: 'The file was changed: run `weighthouse verify`.',
          details: { path, digest },
        })
      }
    }
    const json = { model: name, files: { [basename(path)]: digest }, stream: false }
    await client.status({ method: 'POST', path: '/api/create', json })
    const made = (await this.list(client)).find((model) => model.name === name)
    if (made) return made
    throw new WeighthouseError('SOURCE_DRIFT', `Ollama says that it made ${name}, and does not list it.`)
  },
  async remove(client, { name }) {
    await client.status({ method: 'DELETE', path: '/api/delete', json: { model: name }, accept: [404] })
  },
}

/** The bytes that Ollama has are a copy, so taking a model out leaves the library's. */
function toRegistered({ name, digest }: { name: string; digest: string }): RegisteredModel {
  return { key: name, name, path: undefined, inPlace: true, digest }
}

/** `namespace/model:tag`, with the characters that Ollama takes. https://github.com/ollama/ollama types/model/name.go */
function toOllamaName(name: string): string {
  const [path = '', tag = 'latest'] = name.split(':')
  const clean = (part: string) =>
    part
      .replace(/[^A-Za-z0-9_.-]+/g, '-')
      .replace(/^[-.]+/, '')
      .slice(0, 80) || 'model'
  return `${path.split('/').map(clean).join('/')}:${clean(tag)}`
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }), hash)
  return hash.digest('hex')
}
