import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'

import type { Database } from '../database/database.ts'
import type { AppInstallationTable } from '../database/schema.ts'
import { systemErrorCode, toWeighthouseError, WeighthouseError } from '../foundation/errors.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import type { Library } from '../library/library.ts'
import { adapters } from './adapters.ts'
import { type AppClient, createAppClient, parseAppUrl } from './api/appClient.ts'
import { applyRegistry } from './api/applyRegistry.ts'
import type { AppAdapter, Surroundings } from './appAdapter.ts'
import type { AppInstallation, Apps, MapPlan, MapScope } from './apps.ts'
import { applySettings } from './config/applySettings.ts'
import { findApps } from './detect/findApps.ts'
import { readLinkSupport } from './detect/readLinkSupport.ts'
import { createInstallations } from './installations.ts'
import { applyPlan } from './links/applyPlan.ts'
import { createLinkLedger } from './links/linkLedger.ts'
import { lookAt } from './links/lookAt.ts'
import { toMapPlan } from './links/plannedAction.ts'
import { type FileGuard, readDangers } from './mapping/fileGuard.ts'
import { loadRules } from './mapping/loadRules.ts'
import { type AppPlan, planMap, type PlanOptions, planUnmap } from './planApp.ts'
import { verifyApp } from './verify/verifyApp.ts'

/**
 * Opens the applications that the database knows.
 *
 * @param options.mappingDirectories folders with mapping files; files of a later folder win
 * @param options.anyAddress applications may be asked at addresses that are neither of this machine nor private
 */
export function createApps(options: {
  database: Database
  library: Pick<Library, 'iterate' | 'has'> & Partial<Pick<Library, 'directory'>>
  mappingDirectories: readonly string[]
  surroundings: Surroundings
  anyAddress?: boolean
  clock?: Clock
  /** What is known of the safety of files in place; without it all are linked. */
  guard?: FileGuard
}): Apps {
  const {
    database,
    library,
    mappingDirectories,
    surroundings,
    anyAddress = false,
    clock = systemClock,
    guard,
  } = options
  const known = new Map<string, AppAdapter>(adapters.map((adapter) => [adapter.id, adapter]))
  const installations = createInstallations(database)
  const ledger = createLinkLedger(database)
  let last: Promise<unknown> = Promise.resolve()

  return {
    async list() {
      const counts = await ledger.counts()
      return (await installations.list()).map((row) => describe(row, counts.get(row.id) ?? 0))
    },
    async detect(paths = []) {
      return findApps({ adapters, surroundings, paths, installations: await installations.list() })
    },
    async add(app, path, { url, variant } = {}) {
      const adapter = adapterOf(app)
      const address = url === undefined ? undefined : parseAppUrl(url)
      const detected = await adapter.detect(await realPath(path), { make: true })
      const row = await installations.save(adapter.id, detected, clock(), { url: address, variant })
      return describe(row, (await ledger.counts()).get(row.id) ?? 0)
    },
    remove: (id) =>
      oneAfterTheOther(async () => {
        const [installation] = await installations.choose([id])
        if (!installation) throw new WeighthouseError('APP_NOT_FOUND', `There is no app ${JSON.stringify(id)}.`)
        const isThere = lookAt(installation.models_path).kind === 'directory'
        const plan = isThere ? await carryOut(installation, {}, unmapOne) : toMapPlan(id, [], true)
        await installations.forget(id)
        return plan
      }),
    map: (scope = {}) =>
      oneAfterTheOther(async () => {
        const chosen = await installations.choose(scope.apps ?? [])
        await checkModels(scope.models ?? [])
        return eachApp(chosen, (installation) => carryOut(installation, scope, mapOne))
      }),
    unmap: (scope = {}) =>
      oneAfterTheOther(async () => {
        const chosen = await installations.choose(scope.apps ?? [])
        return eachApp(chosen, (installation) => carryOut(installation, scope, unmapOne))
      }),
    async verify(scope = {}) {
      const answers = []
      for (const installation of await installations.choose(scope.apps ?? [])) {
        checkPresent(installation)
        const adapter = adapterOf(installation.app)
        const app = await adapter.detect(installation.path)
        const rows = (await ledger.ofInstallation(installation.id)).filter(
          ({ slug }) => slug !== '' && (!scope.models?.length || scope.models.includes(slug)),
        )
        answers.push(await verifyApp({ installation, adapter, app, rows, client: clientOf(installation, adapter) }))
      }
      return answers
    },
    async links(slug) {
      return (await ledger.ofModel(slug)).filter(({ state }) => state === 'placed').map((row) => row.target_path)
    },
  }

  async function carryOut(
    installation: AppInstallationTable,
    scope: MapScope,
    plan: (options: PlanOptions) => Promise<AppPlan>,
  ): Promise<MapPlan> {
    checkPresent(installation)
    const adapter = adapterOf(installation.app)
    // It may have been updated since it was added.
    const app = await adapter.detect(installation.path)
    if (app.version !== installation.version && !scope.dryRun) {
      await installations.setVersion(installation.id, app.version)
    }
    const rows = await ledger.ofInstallation(installation.id)
    const client = clientOf(installation, adapter)
    const rowsOfOthers = async (paths: string[]) =>
      (await ledger.at(paths)).filter((row) => row.installation_id !== installation.id)
    const { actions, settings, registry } = await plan({
      installation,
      adapter,
      app,
      rows,
      scope,
      client,
      rowsOfOthers,
    })
    if (!scope.dryRun) {
      const common = { installationId: installation.id, ledger, now: clock() }
      await applyPlan({
        ...common,
        actions,
        async also(undo) {
          if (settings) await applySettings(settings, { ...common, undo })
          if (registry && client && adapter.registry) {
            await applyRegistry(registry, { ...common, registry: adapter.registry, client, rows, undo })
          }
        },
      })
    }
    return toMapPlan(installation.id, actions, !scope.dryRun)
  }

  async function mapOne(planOptions: PlanOptions): Promise<AppPlan> {
    const { installation, app } = planOptions
    const rules = await loadRules(mappingDirectories, {
      app: installation.app,
      version: app.version,
      variant: installation.variant,
    })
    const explainDanger = guard && (await readDangers(guard))
    return planMap({ ...planOptions, rules, library, explainDanger, blocks: guard?.policy === 'block' })
  }

  function unmapOne(planOptions: PlanOptions): Promise<AppPlan> {
    return planUnmap(planOptions)
  }

  /** One application that cannot be done does not keep the others from it. */
  async function eachApp(
    chosen: readonly AppInstallationTable[],
    work: (installation: AppInstallationTable) => Promise<MapPlan>,
  ): Promise<MapPlan[]> {
    const plans: MapPlan[] = []
    const failures: unknown[] = []
    for (const installation of chosen) {
      try {
        plans.push(await work(installation))
      } catch (error) {
        failures.push(error)
        const { code, message, hint } = toWeighthouseError(error)
        plans.push({ ...toMapPlan(installation.id, [], false), problem: { code, message, hint } })
      }
    }
    if (failures.length > 0 && failures.length === chosen.length) throw failures[0]
    return plans
  }

  function describe(row: AppInstallationTable, linkCount: number): AppInstallation {
    return {
      id: row.id,
      app: row.app,
      name: known.get(row.app)?.name ?? row.app,
      version: row.version,
      path: row.path,
      modelsPath: row.models_path,
      url: row.url ?? undefined,
      variant: row.variant,
      linkSupport: readLinkSupport(row.models_path, library.directory, surroundings.platform),
      linkCount,
      addedAt: row.added_at,
    }
  }

  function clientOf(installation: AppInstallationTable, adapter: AppAdapter): AppClient | undefined {
    // An application that is only reached by its address is asked where it usually answers.
    const url = installation.url ?? (adapter.registry ? adapter.usualUrl : undefined)
    return url === undefined ? undefined : createAppClient({ url, anyAddress })
  }

  function adapterOf(app: string): AppAdapter {
    const adapter = known.get(app.toLowerCase())
    if (adapter) return adapter
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(app)} is not an application that is known.`, {
      hint: `Known applications: ${[...known.keys()].join(', ')}.`,
    })
  }

  async function checkModels(slugs: readonly string[]): Promise<void> {
    const there = await library.has(slugs)
    const missing = slugs.find((slug) => !there.has(slug))
    if (missing === undefined) return
    throw new WeighthouseError('MODEL_NOT_FOUND', `${missing} is not in the library.`, {
      hint: `Pull it: \`weighthouse pull ${missing}\`.`,
      details: { slug: missing },
    })
  }

  /** One map at a time in this process; the ledger watches over those of others. */
  function oneAfterTheOther<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** A drive that is not plugged in must not look as if the user had removed every link. */
function checkPresent(installation: AppInstallationTable): void {
  if (lookAt(installation.models_path).kind === 'directory') return
  throw new WeighthouseError(
    'NOT_FOUND',
    `The models folder of ${installation.id}, ${installation.models_path}, is gone.`,
    {
      hint: `Plug its drive in, or forget it: \`weighthouse app remove ${installation.id}\`.`,
      details: { app: installation.id, path: installation.models_path },
    },
  )
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const code = systemErrorCode(error)
    // The adapter says that it is missing, and what it looked for.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return resolve(path)
    throw error
  }
}
