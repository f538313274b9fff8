import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'

import type { Database } from '../database/database.ts'
import type { AppInstallationTable } from '../database/schema.ts'
import { systemErrorCode, WeighthouseError } from '../foundation/errors.ts'
import { type Clock, systemClock } from '../foundation/time.ts'
import type { Library, LibraryModel } from '../library/library.ts'
import { readOverrides } from '../library/readMetadata.ts'
import type { AppAdapter } from './appAdapter.ts'
import type { Apps, MapPlan, MapScope } from './apps.ts'
import { createComfyuiAdapter } from './comfyui/createComfyuiAdapter.ts'
import { createInstallations, toAppInstallation } from './installations.ts'
import { applyPlan } from './links/applyPlan.ts'
import { createLinkLedger } from './links/linkLedger.ts'
import { lookAt } from './links/lookAt.ts'
import { planInstallation, planRemoval } from './links/planInstallation.ts'
import { type PlannedAction, toMapPlan } from './links/plannedAction.ts'
import { createLinkPlanner } from './mapping/createLinkPlanner.ts'
import { explainVersionRange } from './mapping/explainVersionRange.ts'
import { loadRules } from './mapping/loadRules.ts'

/**
 * Opens the applications that the database knows.
 *
 * @param options.mappingDirectories folders with mapping files; files of a later folder win
 */
export function createApps(options: {
  database: Database
  library: Pick<Library, 'iterate' | 'has'>
  mappingDirectories: readonly string[]
  clock?: Clock
}): Apps {
  const { database, library, mappingDirectories, clock = systemClock } = options
  const adapters = new Map<string, AppAdapter>([createComfyuiAdapter()].map((adapter) => [adapter.id, adapter]))
  const installations = createInstallations(database)
  const ledger = createLinkLedger(database)
  let last: Promise<unknown> = Promise.resolve()

  return {
    async list() {
      const counts = await ledger.counts()
      return (await installations.list()).map((row) => toAppInstallation(row, counts.get(row.id) ?? 0))
    },
    async add(app, path) {
      const adapter = adapterOf(app)
      const row = await installations.save(adapter.id, await adapter.detect(await realPath(path)), clock())
      return toAppInstallation(row, (await ledger.counts()).get(row.id) ?? 0)
    },
    remove: (id) =>
      oneAfterTheOther(async () => {
        const [installation] = await installations.choose([id])
        if (!installation) throw new WeighthouseError('APP_NOT_FOUND', `There is no app ${JSON.stringify(id)}.`)
        const isThere = (await lookAt(installation.models_path)).kind === 'directory'
        const plan = isThere ? await unmapOne(installation, {}) : toMapPlan(id, [], true)
        await installations.forget(id)
        return plan
      }),
    map: (scope = {}) => oneAfterTheOther(() => mapAll(scope)),
    unmap: (scope = {}) =>
      oneAfterTheOther(async () => {
        const plans: MapPlan[] = []
        for (const installation of await installations.choose(scope.apps ?? [])) {
          plans.push(await unmapOne(installation, scope))
        }
        return plans
      }),
    async links(slug) {
      return (await ledger.ofModel(slug)).filter(({ state }) => state === 'placed').map((row) => row.target_path)
    },
  }

  async function mapAll(scope: MapScope): Promise<MapPlan[]> {
    const chosen = await installations.choose(scope.apps ?? [])
    await checkModels(scope.models ?? [])
    const plans: MapPlan[] = []
    for (const installation of chosen) {
      const actions = await planOne(installation, scope)
      if (!scope.dryRun) await applyPlan({ installationId: installation.id, actions, ledger, now: clock() })
      plans.push(toMapPlan(installation.id, actions, !scope.dryRun))
    }
    return plans
  }

  async function planOne(installation: AppInstallationTable, scope: MapScope): Promise<PlannedAction[]> {
    await checkPresent(installation)
    // It may have been updated since it was added.
    const { version } = await adapterOf(installation.app).detect(installation.path)
    if (version !== installation.version && !scope.dryRun) await installations.setVersion(installation.id, version)
    const planner = createLinkPlanner(
      await loadRules(mappingDirectories, installation.app, version),
      installation.models_path,
    )
    const isInScope = (slug: string) => !scope.models?.length || scope.models.includes(slug)
    const wanted: ReturnType<typeof planner.add> = []
    const skipped: PlannedAction[] = []
    // Every model takes part, because names are given in turn; only those in scope are linked.
    for await (const model of library.iterate()) {
      const excluded = explainVersionRange(
        await readOverrides(model.path),
        { app: installation.app, version },
        model.path,
      )
      const links = excluded === undefined ? planner.add(model) : []
      if (!isInScope(model.slug)) continue
      wanted.push(...links)
      if (links.length === 0) skipped.push(skip(model, excluded ?? noRule(model)))
    }
    const rows = await ledger.ofInstallation(installation.id)
    return [...(await planInstallation({ modelsPath: installation.models_path, wanted, rows, isInScope })), ...skipped]
  }

  async function unmapOne(installation: AppInstallationTable, scope: MapScope): Promise<MapPlan> {
    await checkPresent(installation)
    const actions: PlannedAction[] = []
    for (const row of await ledger.ofInstallation(installation.id)) {
      if (row.kind === 'directory' || (scope.models?.length && !scope.models.includes(row.slug))) continue
      actions.push(await planRemoval(row, 'it was made by map'))
    }
    if (!scope.dryRun) await applyPlan({ installationId: installation.id, actions, ledger, now: clock() })
    return toMapPlan(installation.id, actions, !scope.dryRun)
  }

  function adapterOf(app: string): AppAdapter {
    const adapter = adapters.get(app.toLowerCase())
    if (adapter) return adapter
    throw new WeighthouseError('INVALID_ARGUMENT', `${JSON.stringify(app)} is not an application that is known.`, {
      hint: `Known applications: ${[...adapters.keys()].join(', ')}.`,
    })
  }

  async function checkModels(slugs: readonly string[]): Promise<void> {
    const known = await library.has(slugs)
    const missing = slugs.find((slug) => !known.has(slug))
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
async function checkPresent(installation: AppInstallationTable): Promise<void> {
  if ((await lookAt(installation.models_path)).kind === 'directory') return
  throw new WeighthouseError(
    'NOT_FOUND',
    `The models folder of ${installation.id}, ${installation.models_path}, is gone.`,
    {
      hint: `Plug its drive in, or forget it: \`weighthouse app remove ${installation.id}\`.`,
      details: { app: installation.id, path: installation.models_path },
    },
  )
}

function skip(model: LibraryModel, reason: string): PlannedAction {
  return { action: 'skip', slug: model.slug, sourcePath: model.path, targetPath: '', reason }
}

function noRule(model: LibraryModel): string {
  return `no rule takes a model of type ${model.type} and subtype ${model.subtype} with these files`
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
