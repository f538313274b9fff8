import { create } from '@bufbuild/protobuf'

import type { AppInstallation, MapPlan } from '../../apps/apps.ts'
import {
  type App as AppMessage,
  AppSchema,
  type MapPlan as MapPlanMessage,
  MapPlanSchema,
} from '../../gen/weighthouse/v1/app_pb.ts'
import { int64 } from './int64.ts'

/** An installation as the API tells it. */
export function appMessage(installation: AppInstallation): AppMessage {
  return create(AppSchema, {
    id: installation.id,
    app: installation.app,
    version: installation.version,
    path: installation.path,
    modelsPath: installation.modelsPath,
    linkCount: installation.linkCount,
    addedAt: int64(installation.addedAt),
  })
}

/** What was done in one application, or would be, as the API tells it. */
export function mapPlanMessage({ actions, ...plan }: MapPlan): MapPlanMessage {
  return create(MapPlanSchema, {
    appId: plan.appId,
    applied: plan.applied,
    created: plan.created,
    kept: plan.kept,
    repaired: plan.repaired,
    removed: plan.removed,
    conflicts: plan.conflicts,
    skipped: plan.skipped,
    actions: actions.map(({ action, slug, sourcePath, targetPath, reason }) => ({
      action,
      slug,
      sourcePath,
      targetPath,
      reason,
    })),
  })
}
