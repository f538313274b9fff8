import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { MapScope } from '../../apps/apps.ts'
import {
  type AppService,
  ListAppsResponseSchema,
  type MapRequest,
  MapResponseSchema,
} from '../../gen/weighthouse/v1/app_pb.ts'
import { appMessage, mapPlanMessage } from '../messages/appMessage.ts'
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
    addApp: async ({ app, path }) => appMessage(await apps.add(app, path)),
    removeApp: async ({ id }) => mapPlanMessage(await apps.remove(id)),
    map: async (request) =>
      create(MapResponseSchema, { plans: (await apps.map(scopeOf(request))).map(mapPlanMessage) }),
    unmap: async (request) =>
      create(MapResponseSchema, { plans: (await apps.unmap(scopeOf(request))).map(mapPlanMessage) }),
  }
}

function scopeOf({ app, model, dryRun }: MapRequest): MapScope {
  return { apps: app, models: model, dryRun }
}
