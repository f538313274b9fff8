/**
 * The version of all that follows from a record: columns, attributes, words, hashes. To be raised with every change of
 * what prepareRecord makes of records that are already there.
 */
export const derivation = 1

/** The version that all models follow; while that is being changed, `version:key`, where key is the last that does. */
export const derivationSetting = 'catalog.derivation'
