import type { MapAction } from '#gen/app_pb.ts'

/** What needs a look comes first. */
const order = ['conflict', 'create', 'repair', 'remove', 'skip', 'keep']

/** How many actions there are of each kind, those without any left out. */
export function countActions(actions: readonly Pick<MapAction, 'action'>[]): { action: string; count: number }[] {
  const groups = Map.groupBy(actions, ({ action }) => action)
  return order.flatMap((action) => {
    const count = groups.get(action)?.length ?? 0
    return count === 0 ? [] : [{ action, count }]
  })
}

/** The actions in the order in which they are shown. */
export function sortActions<T extends Pick<MapAction, 'action'> & { warning?: string }>(actions: readonly T[]): T[] {
  const place = ({ action, warning = '' }: T) => (warning === '' ? order.indexOf(action) : -1)
  return [...actions].sort((a, b) => place(a) - place(b))
}
