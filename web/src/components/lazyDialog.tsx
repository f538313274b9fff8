import { type ComponentType, lazy, Suspense, useState } from 'react'

/**
 * A dialog whose code is fetched when it is first opened, so that pages do not wait for what few visits need. It stays
 * in the page afterwards, to close as softly as it opened.
 */
export function lazyDialog<Props extends { open: boolean }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Loaded = lazy(async () => ({ default: await load() }))
  return function LazyDialog(props: Props) {
    const [wanted, setWanted] = useState(props.open)
    if (props.open && !wanted) setWanted(true)
    return (
      wanted && (
        <Suspense>
          <Loaded {...props} />
        </Suspense>
      )
    )
  }
}
