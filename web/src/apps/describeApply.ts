import { plural } from '../format/formatCount.ts'

/** What the button that carries a plan out says. */
export function describeApply(kind: 'map' | 'unmap', changes: number): string {
  if (changes === 0) return 'Nothing to do'
  return kind === 'map' ? `Apply ${plural(changes, 'change')}` : `Remove ${plural(changes, 'link')}`
}
