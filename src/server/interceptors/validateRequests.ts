import type { DescMessage, MessageShape } from '@bufbuild/protobuf'
import { pathToString } from '@bufbuild/protobuf/reflect'
import { createValidator, type ValidationResult } from '@bufbuild/protovalidate'
import type { Interceptor } from '@connectrpc/connect'

import { WeighthouseError } from '../../foundation/errors.ts'

/**
 * Checks every request against the rules that stand beside its fields in `proto/`.
 * A request that breaks one fails with INVALID_ARGUMENT naming the field.
 */
export function validateRequests(): Interceptor {
  const check = createRequestCheck()
  return (next) => (request) => {
    const { input } = request.method
    if (request.stream) return next({ ...request, message: checkEach(check, input, request.message) })
    check(input, request.message)
    return next(request)
  }
}

/** Throws INVALID_ARGUMENT naming the fields of a request that break a rule. */
export type RequestCheck = (schema: DescMessage, message: MessageShape<DescMessage>) => void

export function createRequestCheck(): RequestCheck {
  const validator = createValidator()
  return (schema, message) => refuse(validator.validate(schema, message))
}

async function* checkEach<T extends MessageShape<DescMessage>>(
  check: RequestCheck,
  schema: DescMessage,
  messages: AsyncIterable<T>,
): AsyncGenerator<T, void> {
  for await (const message of messages) {
    check(schema, message)
    yield message
  }
}

function refuse(result: ValidationResult): void {
  if (result.kind === 'valid') return
  if (result.kind === 'error') throw result.error
  const violations = result.violations.map((violation) => ({
    field: pathToString(violation.field),
    message: violation.message,
  }))
  throw new WeighthouseError(
    'INVALID_ARGUMENT',
    violations.map(({ field, message }) => `${field}: ${message}`).join('; '),
    { hint: 'Correct the field and ask again; /openapi.json lists what each may be.', details: { violations } },
  )
}
