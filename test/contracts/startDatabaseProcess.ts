import { startTask, type TaskProcess } from '../support/startTask.ts'

export type DatabaseTask = 'open' | 'increment-25' | 'hang-in-write'

/** Starts databaseProcess.ts in a process of its own and resolves when it is ready to begin. */
export function startDatabaseProcess(location: string, task: DatabaseTask): Promise<TaskProcess> {
  return startTask(new URL('databaseProcess.ts', import.meta.url), location, task)
}
