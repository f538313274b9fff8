import { z } from 'zod'

import type { LibraryModel } from '../library/library.ts'
import { readLinks } from './links.ts'
import type { Use } from './order.ts'
import type { OrderParts } from './orderParts.ts'

const jobOf = z.object({ model: z.string() })

/** Who uses a model: applications it is linked into, jobs at work on it, collections, models that are made from it. */
export async function findUses(parts: OrderParts, model: LibraryModel): Promise<Use[]> {
  const { database, library, collections, queue } = parts
  const uses: Use[] = []
  for (const [id, places] of await readLinks(database, model.slug)) {
    uses.push({ kind: 'app', id, says: `linked into ${id}: ${places.join(', ')}` })
  }
  const { jobs } = await queue.list({ states: ['pending', 'running', 'paused'], limit: 1000 })
  for (const job of jobs) {
    const named = jobOf.safeParse(job.payload)
    const name = named.success ? (named.data.model.split('@')[0] ?? '') : ''
    if (name === model.slug || name === model.repoId) {
      uses.push({ kind: 'job', id: job.id, says: `a ${job.type} job of it is ${job.state}` })
    }
  }
  for (const { id, name } of await collections.list()) {
    const { models } = await collections.get(id)
    if (models.some(({ slug }) => slug === model.slug)) {
      uses.push({ kind: 'collection', id, says: `in the collection ${name}` })
    }
  }
  for await (const other of library.iterate()) {
    if (other.slug !== model.slug && other.baseModels.includes(model.repoId)) {
      uses.push({ kind: 'model', id: other.slug, says: `${other.officialName} is made from it (${other.subtype})` })
    }
  }
  return uses
}
