import type { Subtype } from '../../metadata.ts'
import type { UserFields } from '../../overrides.ts'
import type { Witness } from '../identification.ts'

/** What another tool left beside a model. Anything in it may be wrong, stale or meant to harm. */
export interface Sidecar extends Omit<Witness, 'method'> {
  /** What the user wrote there himself. */
  user: UserFields
  /** Hashes that the tool says the model file has, lower-case hex. */
  sha256: string[]
}

/** What a sidecar calls a kind of model. */
export function kindOf(type: Subtype | undefined): Pick<Witness, 'type' | 'subtype'> {
  return type === undefined ? {} : { type: 'diffusion', subtype: type }
}
