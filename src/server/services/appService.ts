import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { MapScope } from '../../apps/apps.ts'
import { conflictPolicies } from '../../apps/mapping/conflictPolicies.ts'
import {
  type AppService,
  DetectAppsResponseSchema,
  ListAppsResponseSchema,
  type MapRequest,
  MapResponseSchema,
  VerifyMappingResponseSchema,
} from '../../gen/weighthouse/v1/app_pb.ts'
import { appMessage, foundAppMessage, mapPlanMessage, verificationMessage } from '../messages/appMessage.ts'
import { int64 } from '../messages/int64.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Links library models into the applications that use them. */
export function createAppService({ weighthouse: { apps } }: ServiceParts): ServiceImpl<typeof AppService> {
  return {
    async listApps() {
      const installations = await apps.list()
      return create(ListAppsResponseSchema, {
        apps: installations.map(appMessage),
        total: int64(installations.length),
      })
    },
    detectApps: async ({ path }) =>
      create(DetectAppsResponseSchema, { apps: (await apps.detect(path)).map(foundAppMessage) }),
    addApp: async ({ app, path, url, mapping }) =>
      appMessage(await apps.add(app, path, { url: url || undefined, variant: mapping || undefined })),
    removeApp: async ({ id }) => mapPlanMessage(await apps.remove(id)),
    map: async (request) =>
      create(MapResponseSchema, { plans: (await apps.map(scopeOf(request))).map(mapPlanMessage) }),
    unmap: async (request) =>
      create(MapResponseSchema, { plans: (await apps.unmap(scopeOf(request))).map(mapPlanMessage) }),
    verifyMapping: async ({ app, model }) =>
      create(VerifyMappingResponseSchema, {
        verifications: (await apps.verify({ apps: app, models: model })).map(verificationMessage),
      }),
  }
}

function scopeOf({ app, model, dryRun, onConflict }: MapRequest): MapScope {
  return { apps: app, models: model, dryRun, onConflict: conflictPolicies.find((policy) => policy === onConflict) }
}
