import { WeighthouseError } from '../../foundation/errors.ts'

/**
 * An address that a webhook can be sent to. One with a user and password is refused: they would end up in logs.
 * @throws WeighthouseError INVALID_ARGUMENT
 */
export function checkWebhookUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '') {
    return url.href
  }
  throw new WeighthouseError('INVALID_ARGUMENT', 'The address of the webhook cannot be used.', {
    hint: 'Write an http or https address without a user name, for instance https://example.org/hook.',
    details: { field: 'webhook_url' },
  })
}
