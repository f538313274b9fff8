/*
 * Every moment at which a process that changes a store may die, in their order. A store tells them to its `onStep`, so
 * that the tests can kill a process at each one, and nobody has to know where inside the functions they are.
 */

/** Of the local store. */
export const localStoreSteps = [
  'commit: begun',
  'commit: file is durable and read-only',
  'commit: folder is made',
  'commit: renamed',
  'commit: folder is durable',
  'set aside: begun',
  'set aside: renamed',
  'set aside: folders are durable',
  'trash: one blob removed',
  'put: begun',
  'put: drafts are durable',
  'put: first is renamed',
  'put: names are durable',
] as const

/** Of the store in a bucket. */
export const s3StoreSteps = [
  'commit: begun',
  'commit: upload is open',
  'commit: part is uploaded',
  'commit: upload is completed',
  'commit: size is checked',
  'commit: file is removed',
  'set aside: begun',
  'set aside: copied',
  'set aside: deleted',
] as const

export type StoreStep = (typeof localStoreSteps)[number] | (typeof s3StoreSteps)[number]

/** Called at every step; what it throws ends the operation there. */
export type OnStoreStep = (step: StoreStep) => void

export const noStep: OnStoreStep = () => {}
