import { homedir } from 'node:os'
import { join } from 'node:path'

import type { Apps } from './apps/apps.ts'
import { createApps } from './apps/createApps.ts'
import { readOwnPlaces } from './apps/links/readOwnPlaces.ts'
import { createFileGuard } from './apps/mapping/createFileGuard.ts'
import type { Bundles } from './bundles/bundles.ts'
import { createBundles } from './bundles/createBundles.ts'
import type { Catalog } from './catalog/catalog.ts'
import { createCatalog } from './catalog/createCatalog.ts'
import { createSearchIndex } from './catalog/index/createSearchIndex.ts'
import type { SearchIndex } from './catalog/index/indexView.ts'
import { createCollections } from './catalog/saved/createCollections.ts'
import { createSavedSearches } from './catalog/saved/createSavedSearches.ts'
import type { Collections, SavedSearches } from './catalog/saved/saved.ts'
import { createTrends } from './catalog/trends/createTrends.ts'
import type { Trends } from './catalog/trends/trends.ts'
import type { Database } from './database/database.ts'
import { openDatabase } from './database/openDatabase.ts'
import { createDoctor } from './doctor/createDoctor.ts'
import type { Doctor } from './doctor/doctor.ts'
import { createFileFollower } from './downloads/hashing/createFileFollower.ts'
import { digestNames } from './downloads/hashing/digests.ts'
import { createRateLimiter } from './downloads/transfer/rateLimiter.ts'
import { createStreamSlots } from './downloads/transfer/streamSlots.ts'
import { type Config, splitList } from './foundation/config/configOptions.ts'
import type { LoadedConfig } from './foundation/config/loadConfig.ts'
import { createHttpClient } from './foundation/http/createHttpClient.ts'
import type { HttpClient } from './foundation/http/httpClient.ts'
import { createLog, type Log } from './foundation/log.ts'
import { parseRateSchedule, rateAt } from './foundation/rateSchedule.ts'
import { readVersion } from './foundation/readVersion.ts'
import { type Clock, systemClock } from './foundation/time.ts'
import { createHub } from './hub/createHub.ts'
import { createMirrors } from './hub/createMirrors.ts'
import type { Hub } from './hub/hub.ts'
import { createSafety } from './hub/safety/createSafety.ts'
import type { Safety } from './hub/safety/safety.ts'
import { createUpkeep } from './hub/upkeep/createUpkeep.ts'
import type { Upkeep } from './hub/upkeep/upkeep.ts'
import type { SourceName } from './ids/slug.ts'
import type { JobHandlers } from './jobs/jobHandler.ts'
import { createJobHandlers } from './jobs/jobHandlers.ts'
import { createLibrary } from './library/createLibrary.ts'
import { identifyLibrary } from './library/identify/identifyLibrary.ts'
import type { IdentifyOptions } from './library/identify/identifyParts.ts'
import { createCivitaiLookup } from './library/identify/lookup/createCivitaiLookup.ts'
import { createCatalogLookup, createWeightsLookup } from './library/identify/lookup/lookUpInCatalog.ts'
import { createLibraryLookup } from './library/identify/lookup/lookUpInLibrary.ts'
import type { Library } from './library/library.ts'
import { withTrash } from './library/trash/withTrash.ts'
import { createOrder } from './order/createOrder.ts'
import { createModelUses, type ModelUses } from './order/modelUses.ts'
import type { Order } from './order/order.ts'
import { createUpdates } from './order/updates/createUpdates.ts'
import type { Updates } from './order/updates/updates.ts'
import { createDatabaseJobQueue } from './queue/createDatabaseJobQueue.ts'
import type { JobQueue } from './queue/jobQueue.ts'
import { createSample, type Sample } from './sample.ts'
import { createCivitaiSource } from './sources/civitai/createCivitaiSource.ts'
import { createHuggingFaceSource } from './sources/huggingface/createHuggingFaceSource.ts'
import type { Source } from './sources/source.ts'
import type { BlobStore } from './store/blobStore.ts'
import { openBlobStore } from './store/openBlobStore.ts'
import { isS3Address } from './store/s3/parseS3Address.ts'

/** Every part of the house, ready to work. Server, worker, command line and tests all use this one. */
/** Connections to one host that download, all files together. */
const mostStreamsByHost = 24

export interface Weighthouse {
  readonly config: Config
  readonly settings: LoadedConfig
  readonly version: string
  readonly startedAt: number
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly http: HttpClient
  readonly sources: ReadonlyMap<SourceName, Source>
  readonly store: BlobStore
  readonly catalog: Catalog
  readonly index: SearchIndex
  readonly trends: Trends
  readonly collections: Collections
  readonly savedSearches: SavedSearches
  readonly hub: Hub
  readonly upkeep: Upkeep
  readonly safety: Safety
  readonly library: Library
  readonly apps: Apps
  readonly order: Order
  readonly uses: ModelUses
  readonly updates: Updates
  readonly doctor: Doctor
  readonly bundles: Bundles
  readonly queue: JobQueue
  readonly jobHandlers: JobHandlers
  readonly sample: Sample
  /** Closes what was opened, in reverse order. */
  close(): Promise<void>
}

/**
 * Builds every part with explicit dependencies. Folders and the database are made when they are missing; no source is
 * asked for anything.
 *
 * @throws WeighthouseError HOME_UNWRITABLE, DATABASE_CORRUPT, DATABASE_BUSY
 */
export async function openWeighthouse(
  settings: LoadedConfig,
  options: { log?: Log; clock?: Clock } = {},
): Promise<Weighthouse> {
  const { config } = settings
  const clock = options.clock ?? systemClock
  const log = options.log ?? createLog(config.logLevel)
  const version = readVersion()
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    const database = await openDatabase(config.databaseUrl ?? join(config.home, 'weighthouse.db'))
    closers.push(() => database.close())
    const index = createSearchIndex({ database, clock, log })
    const catalog = createCatalog({ database, clock, index })
    closers.push(() => catalog.close())
    const trends = createTrends({ database, index, catalog, clock })
    const collections = createCollections({ database, catalog, clock })
    const sample = await createSample({ database, catalog, config })
    closers.push(() => sample.close())
    const http = createHttpClient({
      timeoutMs: config.httpTimeoutMs,
      // The sample is served by this machine, so it needs no network.
      offline: () => config.offline && !sample.enabled(),
      userAgent: `weighthouse/${version}`,
      proxy: { http: config.httpProxy, https: config.httpsProxy, except: config.noProxy },
      log,
    })
    closers.push(() => http.close())
    const savedSearches = createSavedSearches({ database, index, catalog, http, clock })
    const civitai = createCivitaiSource({
      http,
      endpoint: () => sample.endpoints().civitai,
      token: config.civitaiToken,
      tokenEndpoint: config.civitaiEndpoint,
    })
    const sources = new Map<SourceName, Source>([
      [
        'huggingface',
        createHuggingFaceSource({
          http,
          endpoint: () => sample.endpoints().huggingface,
          token: config.hfToken,
          tokenEndpoint: config.hfEndpoint,
        }),
      ],
      ['civitai', civitai],
    ])
    const store = await openBlobStore(config)
    closers.push(() => store.close())
    const library = await createLibrary({
      directory: config.library,
      store,
      clock,
      log,
      apart: isS3Address(config.store) ? [] : [config.store],
      ownPlaces: () => readOwnPlaces(database),
    })
    closers.push(() => library.close())
    const upkeep = createUpkeep({
      database,
      store,
      shelves: withTrash(library),
      clock,
      home: config.home,
      quotaBytes: config.storeQuota,
      minFreeBytes: config.storeMinFree,
    })
    const follower = createFileFollower()
    closers.push(() => follower.close())
    const rates = parseRateSchedule(config.limitRate) ?? []
    const unguardedHub = createHub({
      database,
      store,
      sources,
      http,
      clock,
      follower,
      limiter: createRateLimiter(() => rateAt(rates, new Date(clock()))),
      digests: digestNames.filter((name) => config.hashes.split(',').includes(name)),
      slots: createStreamSlots(mostStreamsByHost),
      mirrorsOf: createMirrors(config.hfEndpoint, splitList(config.hfMirrors)),
      downloadConcurrency: config.downloadConcurrency,
      mostStreams: config.downloadStreams,
    })
    const hub = upkeep.guard(unguardedHub)
    const safety = createSafety({ database, store, clock })
    const apps = createApps({
      database,
      library,
      mappingDirectories: mappingDirectories(config),
      surroundings: { home: homedir(), env: settings.env, platform: process.platform },
      anyAddress: config.appAddresses === 'any',
      clock,
      guard: createFileGuard({ library, safety, policy: config.scanPolicy }),
    })
    const bundles = createBundles({ library, catalog, hub, upkeep, store, sources, version })
    const identifyParts = {
      library,
      lookups: [createLibraryLookup(library), createCatalogLookup(catalog)],
      lookUpWeights: createWeightsLookup(catalog),
      online: createCivitaiLookup(civitai),
      clock,
    }
    const identify = (options: IdentifyOptions) => identifyLibrary(identifyParts, options)
    const queue = createDatabaseJobQueue({ database, clock })
    const uses = createModelUses({ database, library, clock })
    const order = createOrder({
      database,
      library,
      store,
      apps,
      collections,
      queue,
      upkeep,
      uses,
      clock,
      trashDays: config.trashDays,
    })
    for (const done of await order.recover()) log.warn({ library: library.directory }, done)
    const doctor = createDoctor({ config, house: { database, library, apps, upkeep, order, http }, clock })
    const updates = createUpdates({ library, catalog, sources, clock })
    const jobHandlers = createJobHandlers({
      catalog,
      index,
      trends,
      savedSearches,
      sources,
      hub,
      library,
      store,
      upkeep,
      safety,
      bundles,
      order,
      scanPolicy: config.scanPolicy,
      identify,
      identifyAgain: async (models, signal) => void (await identify({ models, signal })),
    })
    return {
      config,
      settings,
      version,
      startedAt: clock(),
      clock,
      log,
      database,
      http,
      sources,
      store,
      upkeep,
      safety,
      catalog,
      index,
      trends,
      collections,
      savedSearches,
      hub,
      library,
      apps,
      order,
      uses,
      updates,
      doctor,
      bundles,
      queue,
      jobHandlers,
      sample,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Shipped mappings first, then the user's, which win. */
function mappingDirectories(config: Config): string[] {
  return [
    join(import.meta.dirname, '..', 'config', 'mappings'),
    join(config.home, 'launcher-data', 'config', 'model-library-translation'),
  ]
}
