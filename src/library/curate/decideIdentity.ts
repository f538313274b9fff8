import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { ModelMetadata, ModelType, Subtype } from '../metadata.ts'
import type { Identity, Overrides } from '../overrides.ts'

/** What a person says a model is; what is undefined stays as it was found. */
export interface Decision {
  type?: ModelType | undefined
  subtype?: Subtype | undefined
  family?: string | undefined
  variant?: string | undefined
  baseModels?: readonly string[] | undefined
}

/**
 * overrides.json with the decision in it: what was found, and what the person says instead. From then on no identification
 * changes it.
 */
export function decideIdentity(
  before: Overrides | undefined,
  metadata: ModelMetadata,
  decision: Decision,
  now: UtcMilliseconds,
): Overrides {
  const earlier = before?.identity
  const variant = decision.variant ?? earlier?.variant ?? metadata.variant
  const identity: Identity = {
    ...earlier,
    model_type: decision.type ?? earlier?.model_type ?? metadata.model_type,
    subtype: decision.subtype ?? earlier?.subtype ?? metadata.subtype,
    family: decision.family ?? earlier?.family ?? metadata.family,
    ...(variant !== undefined && { variant }),
    base_model: [...(decision.baseModels ?? earlier?.base_model ?? metadata.base_model)],
    decided_at: new Date(now).toISOString(),
  }
  return { ...before, identity }
}

/** overrides.json without a decision: what was found counts again. */
export function withdrawDecision(before: Overrides | undefined): Overrides {
  const { identity: _identity, ...rest } = before ?? {}
  return rest
}
