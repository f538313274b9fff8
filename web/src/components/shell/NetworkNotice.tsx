import { CloudOff } from 'lucide-react'

import { useStatus } from '../../api/useStatus.ts'
import { describeNetwork } from './describeNetwork.ts'

/** One line when a source cannot be reached, or when Weighthouse was told not to try. */
export function NetworkNotice() {
  const { data: status } = useStatus()
  const text = status && describeNetwork(status)
  if (!text) return null
  return (
    <p role="status" className="border-b bg-warn/8 text-13">
      <span className="mx-auto flex max-w-[96rem] items-center gap-2 px-4 py-2 lg:px-6">
        <CloudOff className="size-4 shrink-0 text-warn" />
        {text}
      </span>
    </p>
  )
}
