import { readText } from '../searchParams.ts'

const orderViews = ['usage', 'duplicates', 'updates', 'trash', 'doctor'] as const
export type OrderView = (typeof orderViews)[number]

/** What the address of Order holds: which of its views is shown; the first when it says none. */
export interface OrderSearch {
  view?: OrderView
}

export function readOrderSearch(raw: Record<string, unknown>): OrderSearch {
  const text = readText(raw.view)
  const view = orderViews.find((name) => name === text)
  return view === undefined ? {} : { view }
}
