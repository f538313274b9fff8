import { useMutation } from '@connectrpc/connect-query'
import { Undo2 } from 'lucide-react'

import { OrderService } from '#gen/order_pb.ts'

import { readError } from '../api/readError.ts'
import { Button } from '../components/ui/Button.tsx'
import { useRefreshOrder } from './refreshOrder.ts'

/** Takes back the last removal, move or linking, and says which that was. */
export function UndoButton() {
  const refresh = useRefreshOrder()
  const undo = useMutation(OrderService.method.undo, { onSuccess: refresh })
  return (
    <div className="flex items-center gap-3">
      <p role="status" className="text-13">
        {undo.error && <span className="text-bad">{readError(undo.error).message}</span>}
        {undo.data && (
          <span className="text-muted">Took back: {[undo.data.says, ...undo.data.problems].join('; ')}</span>
        )}
      </p>
      <Button disabled={undo.isPending} onClick={() => undo.mutate({})}>
        <Undo2 />
        Undo
      </Button>
    </div>
  )
}
