import { toWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import { groundChecks, houseChecks } from './checks.ts'
import type { Doctor, ExamineOptions, Finding, Ground, HouseParts, Look } from './doctor.ts'

/**
 * @param options.house undefined when it could not be opened: then only the machine is looked at
 */
export function createDoctor(options: {
  config: Ground['config']
  house: HouseParts | undefined
  clock?: Clock
}): Doctor {
  const { config, house, clock = systemClock } = options
  return {
    async examine(examineOptions = {}) {
      const { online = false, checks = [], signal = new AbortController().signal } = examineOptions
      const known = [...groundChecks, ...houseChecks].map(({ id }) => id)
      const unknown = checks.find((id) => !known.includes(id))
      if (unknown !== undefined) {
        throw new WeighthouseError('INVALID_ARGUMENT', `There is no check ${JSON.stringify(unknown)}.`, {
          hint: `Take some of ${known.join(', ')}.`,
        })
      }
      const ground: Ground = { config, clock, online, signal }
      const wanted = (id: string) => checks.length === 0 || checks.includes(id)
      const findings: Finding[] = []
      for (const { id, look } of groundChecks)
        if (wanted(id)) findings.push(...(await run(id, () => look(ground), examineOptions)))
      if (!house) return findings
      for (const { id, look } of houseChecks) {
        if (wanted(id)) findings.push(...(await run(id, () => look(ground, house), examineOptions)))
      }
      return findings
    },
  }
}

async function run(id: string, look: () => Promise<Look[]>, options: ExamineOptions): Promise<Finding[]> {
  options.signal?.throwIfAborted()
  try {
    const findings: Finding[] = []
    for (const one of await look()) findings.push(await mend(id, one, options))
    return findings
  } catch (error) {
    options.signal?.throwIfAborted()
    const { message, hint = '' } = toWeighthouseError(error)
    return [
      { id, status: 'fail', says: `It could not be looked at: ${message}`, mend: hint, fixable: false, mended: false },
    ]
  }
}

async function mend(id: string, { status, says, mend = '', fix }: Look, options: ExamineOptions): Promise<Finding> {
  const finding: Finding = { id, status, says, mend, fixable: fix !== undefined, mended: false }
  if (!fix || !options.fix) return finding
  if (fix.consent && !options.consent) return { ...finding, mend: `${mend} (with --fix --yes)` }
  try {
    await fix.work()
    return { ...finding, status: 'ok', mended: true }
  } catch (error) {
    const failed = toWeighthouseError(error)
    return { ...finding, mend: `It could not be mended: ${failed.message} ${failed.hint ?? ''}`.trim() }
  }
}
