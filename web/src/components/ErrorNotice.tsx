import { CircleAlert } from 'lucide-react'

import { readError } from '../api/readError.ts'
import { Button } from './ui/Button.tsx'

/** A failure as the server told it: what happened, what to do next, and the code to search for. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { code, message, hint } = readError(error)
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-bad/30 bg-bad/6 px-4 py-3 text-13">
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{message}</p>
        {hint !== '' && <p className="mt-0.5 break-words text-muted">{hint}</p>}
        <p className="mt-1 font-mono text-2xs text-faint">{code}</p>
      </div>
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
