import { startTask, type TaskProcess } from '../support/startTask.ts'

export type CatalogTask = 'write' | 'hang-in-write' | 'checkpoint' | 'hang-in-checkpoint'

/** Starts catalogProcess.ts in a process of its own and resolves when it is ready to begin. */
export function startCatalogProcess(location: string, task: CatalogTask): Promise<TaskProcess> {
  return startTask(new URL('catalogProcess.ts', import.meta.url), location, task)
}
