import { createHash } from 'node:crypto'
import { posix } from 'node:path'

import { z } from 'zod'

import { unsafeReason } from '../../ids/safePath.ts'
import { toLocalSlug, toSlug } from '../../ids/slug.ts'
import { cleanName } from '../cleanName.ts'
import { metadataVersion, modelTypes, subtypes } from '../metadata.ts'

const text = z.string().optional().catch(undefined)
const texts = z.array(z.string()).optional().catch(undefined)
const hash = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/)
  .optional()
  .catch(undefined)

/*
 * metadata.json of Pumas, versions 1 and 2: every field may be missing. In version 2 `model_id` is the path of the folder,
 * in version 1 its name.
 */
const schema = z.looseObject({
  model_id: text,
  model_type: z.enum(modelTypes).optional().catch(undefined),
  subtype: z.enum(subtypes).optional().catch(undefined),
  family: text,
  official_name: z.string().min(1),
  cleaned_name: text,
  tags: texts,
  base_model: z
    .union([z.string().transform((name) => [name]), z.array(z.string())])
    .optional()
    .catch(undefined),
  repo_id: text,
  upstream_revision: text,
  license_status: text,
  storage_kind: text,
  hashes: z.object({ sha256: hash }).optional().catch(undefined),
  files: z
    .array(z.looseObject({ name: z.string(), size: z.number().int().nonnegative(), sha256: hash, blake3: hash }))
    .optional()
    .catch(undefined),
  added_date: text,
  updated_date: text,
  metadata_needs_review: z.boolean().optional().catch(undefined),
  match_method: text,
  match_confidence: z.number().min(0).max(1).optional().catch(undefined),
})

const repo = /^[\w.-]{1,96}\/[\w.-]{1,96}$/

/** Such a file in our fields, its own kept beside them; undefined when it is not one. */
export function readPumasMetadata(json: unknown, folder: string): Record<string, unknown> | undefined {
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  const { data } = parsed
  if (data.model_id === undefined && data.model_type === undefined) return undefined
  // It names files outside of every folder we know.
  if (data.storage_kind === 'external_reference') return undefined
  const files = (data.files ?? []).filter(({ name }) => unsafeReason(name) === undefined)
  const repoId = data.repo_id !== undefined && repo.test(data.repo_id) ? data.repo_id : undefined
  const added = readTime(data.added_date) ?? new Date(0).toISOString()
  const modelId = posix.basename(data.model_id ?? folder) || posix.basename(folder)
  return {
    ...data,
    schema_version: metadataVersion,
    slug:
      repoId === undefined
        ? toLocalSlug(createHash('sha256').update(`library\n${folder}`).digest('hex').slice(0, 16))
        : toSlug({ source: 'huggingface', id: repoId }),
    source: repoId === undefined ? 'local' : 'huggingface',
    repo_id: repoId ?? folder,
    revision: data.upstream_revision ?? '',
    commit: '',
    model_id: modelId,
    model_type: data.model_type ?? 'unknown',
    subtype: data.subtype ?? 'other',
    family: cleanName((data.family ?? 'unknown').toLowerCase()),
    cleaned_name: data.cleaned_name ?? cleanName(data.official_name),
    tags: data.tags ?? [],
    base_model: data.base_model ?? [],
    license: null,
    storage_kind: undefined,
    files: files.map(({ name, size, sha256, blake3, ...rest }) => ({
      ...rest,
      path: name,
      size,
      // One hash of the whole model is that of its only file.
      ...definedHash(sha256 ?? (files.length === 1 ? data.hashes?.sha256 : undefined)),
      ...(blake3 !== undefined && { hashes: { blake3 } }),
      placement: 'own',
    })),
    size_bytes: files.reduce((sum, { size }) => sum + size, 0),
    identification: {
      method: data.match_method === 'hash' ? 'hash' : 'name',
      confidence: data.match_confidence ?? (data.metadata_needs_review === true ? 0.3 : 0.6),
      needs_review: data.metadata_needs_review ?? false,
    },
    added_at: added,
    updated_at: readTime(data.updated_date) ?? added,
  }
}

function definedHash(sha256: string | undefined) {
  return sha256 === undefined ? {} : { sha256 }
}

/** Python's times have no zone, or microseconds; they are taken as UTC. */
function readTime(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
