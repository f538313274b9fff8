import { type KeyObject } from 'node:crypto'

import { WeighthouseError } from '../../foundation/errors.ts'
import { fingerprintOf, isSignedBy } from '../signature.ts'
import type { OpenedBundle } from './openBundle.ts'

/** What is known of who made a bundle. `unchecked`: it is signed, and nobody said by whom it must be. */
export interface SignatureState {
  state: 'none' | 'unchecked' | 'right'
  /** Of the key that the bundle names; undefined without a signature. */
  fingerprint: string | undefined
}

/**
 * Compares a bundle's signature with the key that it must be of, if there is one.
 * @throws WeighthouseError VERIFICATION_FAILED when the bundle has none, another one, or was changed since
 */
export function checkSignature(
  { label, signature, contentsSha256 }: Pick<OpenedBundle, 'label' | 'signature' | 'contentsSha256'>,
  key: KeyObject | undefined,
): SignatureState {
  const fingerprint = signature && fingerprintOf(signature)
  if (!key) return { state: signature ? 'unchecked' : 'none', fingerprint }
  if (!signature) throw refuse(label, 'is not signed')
  if (signature.contents !== contentsSha256) throw refuse(label, 'was changed after it was signed')
  if (!isSignedBy(signature, contentsSha256, key)) {
    const mine = fingerprintOf(key)
    throw refuse(label, `is not signed by the key ${mine}${fingerprint === mine ? '' : ` but names ${fingerprint}`}`)
  }
  return { state: 'right', fingerprint }
}

function refuse(label: string, what: string): WeighthouseError {
  return new WeighthouseError('VERIFICATION_FAILED', `${label} ${what}.`, {
    hint: 'Ask whoever made it for the right file or the right key. Nothing of it was taken.',
    details: { path: label },
  })
}
