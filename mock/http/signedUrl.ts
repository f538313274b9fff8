import { createHmac } from 'node:crypto'

const key = 'a mock signs for form, not for secrecy'

/** Adds Expires and Signature to a path, as storage services sign addresses. `parameters` are covered by the signature. */
export function signPath(path: string, parameters: Record<string, string>, lifetimeSeconds: number): string {
  const expires = String(Math.floor(Date.now() / 1000) + lifetimeSeconds)
  const query = new URLSearchParams({ ...parameters, Expires: expires })
  query.set('Signature', signature(path, query))
  return `${path}?${query.toString()}`
}

/** Why a signed address is refused, or undefined when it is good. */
export function signatureFault(path: string, query: URLSearchParams): 'missing' | 'wrong' | 'expired' | undefined {
  const given = query.get('Signature')
  if (given === null) return 'missing'
  const covered = new URLSearchParams(query)
  covered.delete('Signature')
  if (signature(path, covered) !== given) return 'wrong'
  return Number(query.get('Expires')) * 1000 > Date.now() ? undefined : 'expired'
}

function signature(path: string, query: URLSearchParams): string {
  return createHmac('sha256', key).update(`${path}?${query.toString()}`).digest('hex')
}
