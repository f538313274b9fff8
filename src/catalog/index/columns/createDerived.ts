import { sourceNames } from '../../../ids/slug.ts'
import { type LicenseClass, licenseClasses } from '../../license/licenseClass.ts'
import { type BitPlane, createBitPlane } from './bitPlane.ts'

export const singleKinds = ['author', 'task', 'library', 'license'] as const
export type SingleKind = (typeof singleKinds)[number]

/** What follows from the segments and columns, kept ready. */
export interface Derived {
  /** By attribute: models that have it, removed ones included. */
  total: Uint32Array
  /** By attribute: the model that has it when it is known to be the only one; else 0. */
  only: Uint32Array
  /** By attribute: listed models that have it. */
  listed: Uint32Array
  /** By group of bases: at least as many as models that have any of the group; see Dictionary.groups. */
  grouped: Uint32Array
  /** By key: the groups that a model has by more than one attribute, each as often as that is more than one. */
  readonly repeats: Map<number, readonly number[]>
  /** By key: the attribute of this kind, the lowest if there are several; 0 for none. */
  readonly singles: Record<SingleKind, Uint32Array>
  /** In the order of sourceNames. */
  readonly sources: BitPlane[]
  readonly licenseClasses: Record<LicenseClass, BitPlane>
  /** By attribute of the kind license. */
  readonly classOfLicense: Map<number, LicenseClass>
  /** By source: the most downloaded listed model; `isStale` when it may be another by now. */
  readonly most: { key: number; downloads: number; isStale: boolean }[]
}

export function createDerived(): Derived {
  return {
    total: new Uint32Array(0),
    only: new Uint32Array(0),
    listed: new Uint32Array(0),
    grouped: new Uint32Array(0),
    repeats: new Map(),
    singles: {
      author: new Uint32Array(0),
      task: new Uint32Array(0),
      library: new Uint32Array(0),
      license: new Uint32Array(0),
    },
    sources: sourceNames.map(() => createBitPlane()),
    licenseClasses: Object.fromEntries(
      licenseClasses.map((name) => [name, createBitPlane()]),
    ) as Derived['licenseClasses'],
    classOfLicense: new Map(),
    most: sourceNames.map(() => ({ key: 0, downloads: 0, isStale: false })),
  }
}
