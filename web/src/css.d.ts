import 'react'

declare module 'react' {
  interface CSSProperties {
    /** How many boxes stand side by side; see ancestry/AncestryTree.tsx. */
    '--boxes'?: number
  }
}
