import type { Answer } from '../http/answer.ts'
import { bearerToken, type MockRequest } from '../http/mockRequest.ts'
import type { HuggingFaceRecord } from '../records/huggingFaceRecord.ts'
import { hubError } from './hubError.ts'

/** Who asks: nobody, somebody whose token is good, or somebody whose token also opens gated models. */
export type Caller = 'anonymous' | 'user' | 'member'

/**
 * Reads the bearer token. Any `hf_…` is a good one; the one that opens gated models is `memberToken`, or all of them
 * when it is undefined. Anything else is refused, as the service refuses it, whatever is asked for.
 */
export function identifyCaller(request: MockRequest, memberToken: string | undefined): Caller | Answer {
  if (request.headers['authorization'] === undefined) return 'anonymous'
  const token = bearerToken(request)
  if (token !== undefined && token === memberToken) return 'member'
  if (token?.startsWith('hf_')) return memberToken === undefined ? 'member' : 'user'
  return hubError(401, undefined, 'Invalid credentials in Authorization header')
}

/** The refusal of a gated model's files, or undefined when the caller may have them. Metadata stays readable. */
export function checkGate(record: HuggingFaceRecord, caller: Caller): Answer | undefined {
  if ((record.gated !== 'auto' && record.gated !== 'manual') || caller === 'member') return undefined
  const message = `Access to model ${record.id} is restricted. You must have access to it and be authenticated to access it. Please log in.`
  return hubError(caller === 'anonymous' ? 401 : 403, 'GatedRepo', message)
}
