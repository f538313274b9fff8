import { z } from 'zod'

import { WeighthouseError } from '../../foundation/errors.ts'
import { parseModelReference } from '../../ids/modelReference.ts'
import { bundleExportPayload } from '../../jobs/bundleExportJob.ts'
import { bundleImportPayload } from '../../jobs/bundleImportJob.ts'

/** What an export is asked; paths are absolute. */
export interface ExportOrder {
  file: string
  models: readonly string[]
  all: boolean
  /** 0 means one file. */
  splitBytes: number
  /** Empty means unsigned. */
  signKey: string
}

/**
 * The payload of an export job.
 * @throws WeighthouseError INVALID_ARGUMENT unless either models are named or all are meant
 */
export function exportRequest({ file, models, all, splitBytes, signKey }: ExportOrder) {
  if (all === models.length > 0) {
    throw new WeighthouseError('INVALID_ARGUMENT', all ? 'All models, or these?' : 'No model is named.', {
      hint: 'Name models of the library, or ask for all of them.',
      details: { field: 'models' },
    })
  }
  const payload = checked(bundleExportPayload, {
    file,
    models: models.map(nameModel),
    ...(splitBytes === 0 ? {} : { splitBytes }),
    ...(signKey === '' ? {} : { signKey }),
  })
  return { payload, dedupeKey: `bundle_export:${JSON.stringify(payload)}` }
}

/** What an import is asked; paths are absolute. */
export interface ImportOrder {
  files: readonly string[]
  /** Empty means that signatures are not checked. */
  verifyKey: string
  allowDangerous: boolean
}

/** The payload of an import job. */
export function importRequest({ files, verifyKey, allowDangerous }: ImportOrder) {
  const payload = checked(bundleImportPayload, {
    files: [...files],
    allowDangerous,
    ...(verifyKey === '' ? {} : { verifyKey }),
  })
  return { payload, dedupeKey: `bundle_import:${JSON.stringify(payload)}` }
}

function nameModel(text: string): string {
  const { slug, revision } = parseModelReference(text)
  return revision === undefined ? slug : `${slug}@${revision}`
}

function checked<T>(schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload)
  if (parsed.success) return parsed.data
  throw new WeighthouseError('INVALID_ARGUMENT', z.prettifyError(parsed.error), {
    hint: 'A part has a million bytes at least; files are named by their paths.',
  })
}
