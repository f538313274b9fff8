import type { AppInstallationTable, AppLinkTable } from '../database/schema.ts'
import { WeighthouseError } from '../foundation/errors.ts'
import type { Library, LibraryModel } from '../library/library.ts'
import type { AppClient } from './api/appClient.ts'
import { planRegistry, type RegistryChange } from './api/planRegistry.ts'
import type { AppAdapter, DetectedApp } from './appAdapter.ts'
import type { MapScope } from './apps.ts'
import { planSettings, type SettingsChange } from './config/planSettings.ts'
import { createLinkChecker } from './links/createLinkChecker.ts'
import { lookForOverrides } from './links/lookForOverrides.ts'
import { pauseEvery } from './links/pauseEvery.ts'
import { isLink, planInstallation, planRemoval, shouldBeRight } from './links/planInstallation.ts'
import type { PlannedAction } from './links/plannedAction.ts'
import { createLinkPlanner } from './mapping/createLinkPlanner.ts'
import type { ExplainDanger } from './mapping/fileGuard.ts'
import type { MappingRule } from './mapping/mappingConfig.ts'
import { readWishes, type Wishes } from './mapping/readWishes.ts'
import type { Wanted } from './mapping/wanted.ts'

/** Everything that is to be done for one installation. */
export interface AppPlan {
  actions: PlannedAction[]
  settings: SettingsChange | undefined
  registry: RegistryChange | undefined
}

export interface PlanOptions {
  installation: AppInstallationTable
  adapter: AppAdapter
  app: DetectedApp
  /** The ledger of this installation. */
  rows: readonly AppLinkTable[]
  scope: MapScope
  client: AppClient | undefined
  rowsOfOthers: (targetPaths: string[]) => Promise<AppLinkTable[]>
}

/** Links between two pauses. */
const linksAtOnce = 500

/** A thread takes some 30 ms to start, as long as looking at so many links. */
const fewestRowsForThread = 3000

/** Plans what the rules ask for. Every model takes part, because names are given in turn; only those in scope are linked. */
export async function planMap(
  options: PlanOptions & {
    rules: readonly MappingRule[]
    library: Pick<Library, 'iterate'>
    /** Undefined when no file is dangerous. */
    explainDanger?: ExplainDanger | undefined
    /** Dangerous files are linked nowhere. */
    blocks?: boolean
  },
): Promise<AppPlan> {
  const { installation, adapter, app, rows, scope, rules, library, explainDanger, blocks = false } = options
  const isInScope = scopeTest(scope)
  const roots = { models: app.modelsPath, ...app.roots }
  const planner = createLinkPlanner(rules, {
    roots,
    features: new Set(app.features),
    refuses: blocks ? explainDanger : undefined,
  })
  const warnings = new Map<string, string>()
  const called = {
    app: installation.app,
    version: app.version,
    names: [installation.app, installation.id, adapter.name],
  }
  const wanted: Omit<Wanted, 'unmet'> = { links: [], entries: [], models: [] }
  const skipped: PlannedAction[] = []
  const usesSettings = rules.some(({ method }) => method === 'config')
  const files: string[] = []
  const known = new Map(rows.map((row) => [row.target_path, row]))
  const checker = rows.length >= fewestRowsForThread ? createLinkChecker() : undefined
  try {
    for await (const { models, overrides } of lookForOverrides(library.iterate(), checker)) {
      for (const [index, model] of models.entries()) {
        const reading = readWishes(model, called, overrides?.[index] === 0)
        add(model, reading instanceof Promise ? await reading : reading)
      }
    }
    const links = await planInstallation({
      wanted: wanted.links,
      rows,
      isInScope,
      onConflict: scope.onConflict,
      right: (await checker?.finish()) ?? new Set(),
      rowsOfOthers: options.rowsOfOthers,
    })
    const rest = await planRest(options, wanted, files)
    const actions = [...links, ...rest.actions, ...skipped]
    if (warnings.size > 0) for (const each of actions) each.warning = warningFor(each, warnings)
    return { ...rest, actions }
  } finally {
    await checker?.close()
  }

  function add(model: LibraryModel, wishes: Wishes): void {
    if (explainDanger) {
      for (const file of model.files) {
        const warning = explainDanger(file)
        if (warning !== undefined) warnings.set(file.location, warning)
      }
    }
    if (usesSettings) for (const { location } of model.files) files.push(location)
    if (wishes.hidden !== undefined) {
      if (isInScope(model.slug)) skipped.push(skip(model, wishes.hidden))
      return
    }
    const asked = planner.add(model, wishes.wish)
    for (const entry of asked.entries) wanted.entries.push(entry)
    for (const each of asked.models) wanted.models.push(each)
    if (!isInScope(model.slug)) return
    for (const link of asked.links) {
      wanted.links.push(link)
      if (shouldBeRight(known.get(link.targetPath), link)) checker?.check(link)
    }
    const asks = asked.links.length + asked.entries.length + asked.models.length
    if (asks === 0) skipped.push(skip(model, asked.unmet[0] ?? noRule(model)))
  }
}

/** Plans to take everything back that is in scope. */
export async function planUnmap(options: PlanOptions): Promise<AppPlan> {
  const isInScope = scopeTest(options.scope)
  const pause = pauseEvery(linksAtOnce)
  const links: PlannedAction[] = []
  for (const row of options.rows) {
    if (!isLink(row) || !isInScope(row.slug)) continue
    links.push(planRemoval(row, 'it was made by map'))
    await pause()
  }
  const rest = await planRest(options, { links: [], entries: [], models: [] }, [])
  return { ...rest, actions: [...links, ...rest.actions] }
}

/** What is not done in folders: the application's settings, and the application itself. */
async function planRest(
  { adapter, app, rows, scope, client, installation }: PlanOptions,
  wanted: Omit<Wanted, 'unmet'>,
  files: readonly string[],
): Promise<AppPlan> {
  const isInScope = scopeTest(scope)
  const { settings: format, registry } = adapter
  const settings = format
    ? planSettings({ format, app, wanted: wanted.entries, rows, files, isInScope })
    : {
        actions: wanted.entries.map((each) => refuse(each, `the settings of ${adapter.name} cannot name folders`)),
        change: undefined,
      }
  const hasRegistered = rows.some(({ kind }) => kind === 'api')
  if (!registry || (wanted.models.length === 0 && !hasRegistered)) {
    const refused = wanted.models.map((each) => refuse(each, `${adapter.name} cannot be asked to take models up`))
    return { actions: [...settings.actions, ...refused], settings: settings.change, registry: undefined }
  }
  if (!client) {
    throw new WeighthouseError('INVALID_ARGUMENT', `Where ${installation.id} answers is not known.`, {
      hint: `Say it: \`weighthouse app add ${installation.app} ${installation.path} --url ${adapter.usualUrl ?? 'http://127.0.0.1:PORT'}\`.`,
    })
  }
  const asked = await planRegistry({ registry, client, wanted: wanted.models, rows, isInScope })
  return { actions: [...settings.actions, ...asked.actions], settings: settings.change, registry: asked.change }
}

/** Only of what the application is given to load. */
function warningFor({ action, sourcePath }: PlannedAction, warnings: ReadonlyMap<string, string>): string | undefined {
  return action === 'create' || action === 'keep' || action === 'repair' ? warnings.get(sourcePath) : undefined
}

function scopeTest({ models }: MapScope): (slug: string) => boolean {
  if (!models?.length) return () => true
  const slugs = new Set(models)
  return (slug) => slugs.has(slug)
}

function refuse({ slug, sourcePath }: { slug: string; sourcePath: string }, reason: string): PlannedAction {
  return { action: 'skip', slug, sourcePath, targetPath: '', reason }
}

function skip(model: LibraryModel, reason: string): PlannedAction {
  return { action: 'skip', slug: model.slug, sourcePath: model.path, targetPath: '', reason }
}

function noRule(model: LibraryModel): string {
  return `no rule takes a model of type ${model.type} and subtype ${model.subtype} with these files`
}
