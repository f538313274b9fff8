import type { Kysely } from 'kysely'

import type { Tables } from '../database/schema.ts'
import type { Job, JobQueue } from './jobQueue.ts'
import { readJobRow } from './readJobRow.ts'

/** One page of jobs, newest first; ids sort by time, so the last id of a page is where the next one starts. */
export async function listJobs(
  kysely: Kysely<Tables>,
  filter: NonNullable<Parameters<JobQueue['list']>[0]>,
): Promise<{ jobs: Job[]; total: number }> {
  const { states, types, limit = 50, before } = filter
  let matching = kysely.selectFrom('job')
  if (states?.length) matching = matching.where('state', 'in', states)
  if (types?.length) matching = matching.where('type', 'in', types)
  const page = before === undefined ? matching : matching.where('id', '<', before)

  const rows = await page.selectAll().orderBy('id', 'desc').limit(limit).execute()
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  return { jobs: rows.map(readJobRow), total }
}
