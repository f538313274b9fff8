import { WeighthouseError } from '../../src/foundation/errors.ts'
import { parseByteSize } from '../records/parseByteSize.ts'
import { type Fault, faultKinds, kindsWithValue } from './fault.ts'

/**
 * Reads what `--fault` takes:
 *
 *     fault = kind [ ":" value ] [ "@" share ]
 *     kind  = drop | 429 | 5xx | slow | truncate | wrong-bytes | html | no-range | gzip
 *     value = bytes (drop) or bytes a second (slow): 65536, 64KiB; the other kinds take none
 *     share = 0 to 1: the part of the requests that it strikes
 *
 * @throws WeighthouseError INVALID_ARGUMENT saying what is wrong
 */
export function parseFault(text: string): Fault {
  const [, name = '', valueText, shareText] = /^([^:@]+)(?::([^@]*))?(?:@(.*))?$/.exec(text) ?? []
  const kind = faultKinds.find((candidate) => candidate === name)
  if (!kind) throw notAFault(text, `the kinds are ${faultKinds.join(', ')}`)

  const needsValue = kindsWithValue.includes(kind)
  if (needsValue && !valueText) throw notAFault(text, `${kind} needs a number of bytes: ${kind}:65536`)
  if (!needsValue && valueText !== undefined) throw notAFault(text, `${kind} takes no value`)
  const value = needsValue && valueText ? parseByteSize(valueText) : undefined
  if (kind === 'slow' && value === 0) throw notAFault(text, 'slow needs at least one byte a second')

  if (shareText === undefined) return { kind, ...(value === undefined ? {} : { value }) }
  const share = /^\d*\.?\d+$/.test(shareText) ? Number(shareText) : Number.NaN
  if (!(share >= 0 && share <= 1)) throw notAFault(text, 'a share lies between 0 and 1: @0.25')
  return { kind, ...(value === undefined ? {} : { value }), share }
}

function notAFault(text: string, reason: string): WeighthouseError {
  return new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(text)} is not a fault: ${reason}.`, {
    hint: 'Write kind[:value][@share], for instance drop:65536, 429@0.2, slow:100000 or wrong-bytes.',
  })
}
