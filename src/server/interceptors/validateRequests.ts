import type { DescMessage, MessageShape } from '@bufbuild/protobuf'
import { pathToString } from '@bufbuild/protobuf/reflect'
import { createValidator, type Validator } from '@bufbuild/protovalidate'
import type { Interceptor } from '@connectrpc/connect'

import { WeighthouseError } from '../../foundation/errors.ts'

/**
 * Checks every request against the rules that stand beside its fields in `proto/`.
 * A request that breaks one fails with INVALID_ARGUMENT naming the field.
 */
export function validateRequests(): Interceptor {
  const validator = createValidator()
  return (next) => (request) => {
    if (!request.stream) {
      check(validator, request.method.input, request.message)
      return next(request)
    }
    const { input } = request.method
    return next({ ...request, message: checkEach(validator, input, request.message) })
  }
}

async function* checkEach<T extends MessageShape<DescMessage>>(
  validator: Validator,
  schema: DescMessage,
  messages: AsyncIterable<T>,
): AsyncGenerator<T, void> {
  for await (const message of messages) {
    check(validator, schema, message)
    yield message
  }
}

function check(validator: Validator, schema: DescMessage, message: MessageShape<DescMessage>): void {
  const result = validator.validate(schema, message)
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
