import { create } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'

import type { Weighthouse } from '../../compose.ts'
import { type Config, type ConfigKey, type ConfigOption, configOptions } from '../../foundation/config/configOptions.ts'
import { readFreeBytes } from '../../foundation/files/readFreeBytes.ts'
import {
  type AdminService,
  HealthSchema,
  SettingsSchema,
  type Status,
  StatusSchema,
} from '../../gen/weighthouse/v1/admin_pb.ts'
import type { SourceName } from '../../ids/slug.ts'
import { examinationMessage } from '../messages/findingMessage.ts'
import { int64 } from '../messages/int64.ts'
import { syncRequest } from '../messages/syncMessage.ts'
import { createSourceProbe, type SourceProbe } from './createSourceProbe.ts'
import type { ServiceParts } from './serviceParts.ts'

/** Tells how the program is and what it is set to. */
export function createAdminService({ weighthouse, wake }: ServiceParts): ServiceImpl<typeof AdminService> {
  const { clock, doctor, queue, sample, sources, startedAt, version } = weighthouse
  const newProbe = () => createSourceProbe({ sources: () => sources.values(), clock })
  let probe = newProbe()

  return {
    getHealth: async () => create(HealthSchema, { status: 'ok', version, uptimeMs: int64(clock() - startedAt) }),
    getStatus: () => readStatus(weighthouse, probe),
    getSettings: async () => create(SettingsSchema, readSettings(weighthouse)),
    async examine({ check, ...options }, { signal }) {
      return examinationMessage(await doctor.examine({ ...options, checks: check, signal }))
    },
    async setSample({ enabled }) {
      await sample.set(enabled)
      // What was known of the sources was known of other addresses.
      probe = newProbe()
      if (enabled) {
        const { payload, dedupeKey } = syncRequest({
          source: [],
          first: 0,
          thenRest: false,
          delta: false,
          full: false,
          force: false,
        })
        await queue.enqueue('sync', payload, { dedupeKey })
        wake()
      }
      return readStatus(weighthouse, probe)
    },
  }
}

async function readStatus(weighthouse: Weighthouse, probe: SourceProbe): Promise<Status> {
  const { catalog, config, library, queue, sample, sources, version } = weighthouse
  const [models, shelves, freeBytes, active, failed, reachability] = await Promise.all([
    catalog.countEntries(),
    library.list({ limit: 1 }),
    readFreeBytes(config.home),
    queue.list({ states: ['pending', 'running', 'paused'], limit: 1 }),
    queue.list({ states: ['failed'], limit: 1 }),
    probe.check(),
  ])
  return create(StatusSchema, {
    version,
    home: config.home,
    models: int64(models),
    libraryModels: int64(shelves.total),
    libraryBytes: int64(shelves.totalBytes),
    freeBytes: int64(freeBytes),
    activeJobs: int64(active.total),
    failedJobs: int64(failed.total),
    offline: config.offline,
    sample: sample.enabled(),
    sources: reachability.map(({ source, reachable, reason, checkedAt }) => ({
      source,
      endpoint: endpointOf(weighthouse, source),
      reachable,
      reason,
      checkedAt: int64(checkedAt),
      hasToken: sources.get(source)?.token !== undefined,
    })),
  })
}

function endpointOf({ sample }: Weighthouse, source: SourceName): string {
  const endpoints: Partial<Record<SourceName, string>> = { ...sample.endpoints() }
  return endpoints[source] ?? ''
}

function readSettings({ config, settings }: Weighthouse) {
  return {
    file: settings.file ?? '',
    settings: (Object.entries(configOptions) as [ConfigKey, ConfigOption<unknown>][]).map(([name, option]) => ({
      name,
      value: printable(config[name], option.secret === true),
      origin: settings.origins[name],
      doc: option.doc,
      env: [...option.env],
      secret: option.secret === true,
    })),
  }
}

function printable(value: Config[ConfigKey], secret: boolean): string {
  if (value === undefined) return ''
  return secret ? '***' : String(value)
}
