import type { AppLinkTable } from '../../database/schema.ts'
import type { UtcMilliseconds } from '../../foundation/time.ts'
import type { LinkLedger } from '../links/linkLedger.ts'
import type { Undo } from '../links/takeBack.ts'
import type { AppClient } from './appClient.ts'
import type { ModelRegistry } from './modelRegistry.ts'
import { registeredDetailOf, type RegistryChange } from './planRegistry.ts'

/** Asks an application to take models up and to drop those that the ledger says are ours, the ledger first. */
export async function applyRegistry(
  change: RegistryChange,
  context: {
    registry: ModelRegistry
    client: AppClient
    installationId: string
    rows: readonly AppLinkTable[]
    ledger: LinkLedger
    now: UtcMilliseconds
    undo: Undo
  },
): Promise<void> {
  const { registry, client, installationId, ledger, now, undo } = context
  const known = new Map(context.rows.map((row) => [row.target_path, row]))
  const planned = change.add.map(({ targetPath, slug, model }): AppLinkTable => ({
    target_path: targetPath,
    installation_id: installationId,
    slug,
    source_path: model.path,
    kind: 'api',
    state: 'planned',
    inode: null,
    created_at: now,
    detail: null,
  }))
  await ledger.plan(planned, new Set(known.keys()))
  undo.push(async () => {
    await ledger.forget(planned.map((row) => row.target_path))
    await ledger.restore(planned.flatMap((row) => known.get(row.target_path) ?? []))
  })
  for (const { targetPath, model } of change.add) {
    const made = await registry.add(client, model)
    undo.push(() => registry.remove(client, made))
    await ledger.place([{ targetPath, inode: null, detail: registeredDetailOf(made) }])
  }
  await ledger.place(
    change.settle.map(({ row, model }) => ({
      targetPath: row.target_path,
      inode: null,
      detail: registeredDetailOf(model),
    })),
  )
  for (const { row, model } of change.remove) {
    await registry.remove(client, model)
    await ledger.forget([row.target_path])
  }
  await ledger.forget(change.forget.map((row) => row.target_path))
}
