import { z } from 'zod'

import { familyOf } from '../../classify/familyOf.ts'
import { plainFromHtml, tidyWords } from '../tidyText.ts'
import { id, readSha256, splitWords, text } from './readers.ts'
import type { Sidecar } from './sidecar.ts'

const schema = z.object({
  description: text,
  'sd version': text,
  'activation text': text,
  notes: text,
  /** Civitai Browser+ adds these. */
  sha256: z.unknown().optional(),
  modelId: id,
})

/** `<stem>.json` of A1111, Forge and their extensions: what a person typed into its form. */
export function readA1111(json: unknown): Sidecar | undefined {
  const parsed = schema.safeParse(json)
  if (!parsed.success) return undefined
  const { data } = parsed
  const version = data['sd version']
  const family = version === undefined || version === 'Unknown' ? undefined : familyOf([version])
  const triggerWords = tidyWords(splitWords(data['activation text']))
  const notes = plainFromHtml([data.notes, data.description].filter(Boolean).join('\n\n'), 10_000)
  const sha256 = readSha256(data.sha256)
  if (family === undefined && triggerWords.length === 0 && notes === undefined && data.modelId === undefined)
    return undefined
  return {
    says: `its .json says ${version ?? 'what it is for'}`,
    confidence: 0.65,
    family,
    triggerWords,
    identified: data.modelId === undefined ? undefined : { source: 'civitai', modelId: data.modelId },
    sha256: sha256 === undefined ? [] : [sha256],
    user: notes === undefined ? {} : { notes },
  }
}
