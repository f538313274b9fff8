import { openDatabase } from '../../src/database/openDatabase.ts'
import { openPlace, openTestUpkeep, type StorePlace, type UpkeepStep } from './openTestUpkeep.ts'

/** What upkeepProcess.ts is told, as JSON. */
export interface UpkeepOrder {
  database: string
  place: StorePlace
  task: 'commit' | 'put' | 'gc' | 'verify'
  /** The process ends itself there, as a power cut would. */
  killAt: UpkeepStep
  /** How often the step is passed before. */
  passes: number
}

/** The bytes that the task `commit` brings: three parts of an upload. */
export const broughtBytes = Buffer.alloc(11 * 1024 * 1024, 'brought ')

/** What the task `put` brings. */
export const smallBytes = Array.from({ length: 60 }, (_, index) => Buffer.from(`small ${index}`))

/* Works in a store and is killed at a step: node upkeepProcess.ts ORDER_AS_JSON. Prints `not killed` if it lives. */
if (process.argv[1] === import.meta.filename) {
  const { database: location, place, task, killAt, passes } = JSON.parse(process.argv[2] ?? '') as UpkeepOrder
  let passed = 0
  const onStep = (step: UpkeepStep) => {
    if (step === killAt && passed++ === passes) process.kill(process.pid, 'SIGKILL')
  }
  const database = await openDatabase(location)
  const store = await openPlace(place, onStep)
  const house = openTestUpkeep({ database, store })
  if (task === 'commit') {
    // As a pull does it: its artifacts first, then the bytes, then `completed`.
    const { createHash } = await import('node:crypto')
    const sha256 = createHash('sha256').update(broughtBytes).digest('hex')
    await house.name('owner--brought', { sha256, size: broughtBytes.length }, 'pending')
    await house.commit(broughtBytes)
    await database.kysely
      .updateTable('model_artifact')
      .set({ download_status: 'completed' })
      .where('content_hash', '=', sha256)
      .execute()
  } else if (task === 'put') {
    const { createHash } = await import('node:crypto')
    await store.putSmall(
      smallBytes.map((bytes) => ({ sha256: createHash('sha256').update(bytes).digest('hex'), bytes })),
    )
  } else if (task === 'gc') await house.upkeep.collectGarbage({ graceMs: 0, onStep })
  else await house.upkeep.verify()
  await store.close()
  await database.close()
  process.stdout.write('not killed\n')
}
