import type { Verdict } from '../formats/scan/verdict.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import type { PulledModel } from '../hub/pullPlan.ts'
import type { JobContext } from './jobHandler.ts'
import type { PullJobParts } from './pullJob.ts'

/** A file that is not safe to load, in the result of a pull. */
export interface UnsafeFile {
  path: string
  verdict: Verdict
  format: string
  reasons: string[]
}

export interface CheckedModel {
  unsafe: UnsafeFile[]
  /** Paths of the files that the policy keeps out of the library. */
  blocked: string[]
  /** The model without these. */
  allowed: PulledModel
}

const mostLogged = 20
const mostTold = 200

/**
 * Looks at the files of a model that is in the store, says in the log what is not safe, and leaves out what the policy
 * blocks.
 *
 * @throws WeighthouseError VERIFICATION_FAILED when it blocks all of them
 */
export async function checkSafety(
  { safety, scanPolicy }: Pick<PullJobParts, 'safety' | 'scanPolicy'>,
  pulled: PulledModel,
  { signal, log, allowDangerous }: Pick<JobContext, 'signal' | 'log'> & { allowDangerous: boolean },
): Promise<CheckedModel> {
  const find = await safety.scan(pulled.files, { signal })
  const unsafe = pulled.files.flatMap((file): UnsafeFile[] => {
    const found = find(file)
    if (!found || found.verdict === 'safe') return []
    return [{ path: file.path, verdict: found.verdict, format: found.format, reasons: found.reasons }]
  })
  for (const { path, verdict, reasons } of unsafe.slice(0, mostLogged))
    await log('warn', `${path} is ${verdict}: ${reasons.join('; ')}`)
  if (unsafe.length > mostLogged) await log('warn', `${unsafe.length - mostLogged} more files are not safe`)

  const blocks = scanPolicy === 'block' && !allowDangerous
  const blocked = blocks ? unsafe.filter(({ verdict }) => verdict === 'dangerous').map(({ path }) => path) : []
  if (blocked.length > 0) await log('warn', `kept out of the library: ${blocked.join(', ')}. ${howToAllow}`)
  const files = pulled.files.filter(({ path }) => !blocked.includes(path))
  if (files.length === 0) {
    throw new WeighthouseError('VERIFICATION_FAILED', `Every file of ${pulled.slug} is dangerous: it runs programs.`, {
      hint: `They are in the store, and not in the library. ${howToAllow}`,
      details: { slug: pulled.slug, blocked, unsafe: unsafe.slice(0, mostTold) },
    })
  }
  return { unsafe: unsafe.slice(0, mostTold), blocked, allowed: { ...pulled, files } }
}

const howToAllow = 'To shelve them nevertheless, pull again with --allow-dangerous.'
