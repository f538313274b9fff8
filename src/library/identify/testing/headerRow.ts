import type { HeaderFinding } from '../header/headerRule.ts'

/** Tensors by name: their shapes, outermost dimension first. */
export type Shapes = Record<string, number[]>

/** A kind of file, as its header shows it, and one that only looks like it. */
export interface HeaderRow {
  name: string
  tensors: Shapes
  is: Partial<Pick<HeaderFinding, 'type' | 'subtype' | 'family' | 'variant' | 'precision'>>
  /** What must not be taken for it. */
  nearMiss?: Shapes
  /** What the near miss must not be; default: the family, and for files without one the subtype. */
  isNot?: Partial<Pick<HeaderFinding, 'subtype' | 'family' | 'variant' | 'precision'>>
}
