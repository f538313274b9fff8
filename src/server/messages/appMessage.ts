import { create } from '@bufbuild/protobuf'

import type { AppInstallation, AppVerification, FoundApp, MapPlan } from '../../apps/apps.ts'
import {
  type App as AppMessage,
  AppSchema,
  type AppVerification as AppVerificationMessage,
  AppVerificationSchema,
  type FoundApp as FoundAppMessage,
  FoundAppSchema,
  type MapPlan as MapPlanMessage,
  MapPlanSchema,
} from '../../gen/weighthouse/v1/app_pb.ts'
import { int64 } from './int64.ts'

/** An installation as the API tells it. */
export function appMessage(installation: AppInstallation): AppMessage {
  return create(AppSchema, {
    id: installation.id,
    app: installation.app,
    name: installation.name,
    version: installation.version,
    path: installation.path,
    modelsPath: installation.modelsPath,
    url: installation.url ?? '',
    variant: installation.variant,
    linkSupport: installation.linkSupport,
    linkCount: installation.linkCount,
    addedAt: int64(installation.addedAt),
  })
}

/** An application that was found on this machine, as the API tells it. */
export function foundAppMessage({ knownAs = '', ...found }: FoundApp): FoundAppMessage {
  return create(FoundAppSchema, { ...found, knownAs })
}

/** What was done in one application, or would be, as the API tells it. */
export function mapPlanMessage({ actions, problem, ...plan }: MapPlan): MapPlanMessage {
  return create(MapPlanSchema, {
    appId: plan.appId,
    applied: plan.applied,
    created: plan.created,
    kept: plan.kept,
    repaired: plan.repaired,
    removed: plan.removed,
    conflicts: plan.conflicts,
    skipped: plan.skipped,
    ...(problem && { problem: { code: problem.code, message: problem.message, hint: problem.hint ?? '' } }),
    actions: actions.map(({ action, slug, sourcePath, targetPath, reason, warning = '' }) => ({
      action,
      slug,
      sourcePath,
      targetPath,
      reason,
      warning,
    })),
  })
}

/** What an application sees of what was mapped into it, as the API tells it. */
export function verificationMessage(answer: AppVerification): AppVerificationMessage {
  return create(AppVerificationSchema, {
    appId: answer.appId,
    asked: answer.asked,
    url: answer.url ?? '',
    note: answer.note ?? '',
    models: answer.models.map(({ slug, targetPath, state, reason }) => ({ slug, targetPath, state, reason })),
    seen: answer.seen,
    notSeen: answer.notSeen,
    unknown: answer.unknown,
  })
}
