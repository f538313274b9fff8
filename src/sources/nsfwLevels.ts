/**
 * What a model may show, as bits; a model has those of everything that it comes with. CivitAI's, and what other sources
 * say is put into them. 0 is not rated. `blocked` is what CivitAI shows to nobody: it cannot be chosen.
 */
export const nsfwLevels = { pg: 1, pg13: 2, r: 4, x: 8, xxx: 16, blocked: 32 } as const

/** All that may be chosen to be shown: everything but `blocked`. */
const selectableLevels = 31

/** What CivitAI's flag `nsfw` says of a model without a level: R, X and XXX. */
export const flaggedLevels = nsfwLevels.r | nsfwLevels.x | nsfwLevels.xxx

/** Every bit that has a meaning. */
export const everyLevel = selectableLevels | nsfwLevels.blocked
