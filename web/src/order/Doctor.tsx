import { useMutation } from '@connectrpc/connect-query'
import { CircleAlert, CircleCheck, CircleX, Wrench } from 'lucide-react'
import { useEffect } from 'react'

import { AdminService } from '#gen/admin_pb.ts'
import type { Finding } from '#gen/doctor_pb.ts'

import { Card } from '../components/Card.tsx'
import { Button } from '../components/ui/Button.tsx'
import { plural } from '../format/formatCount.ts'
import { Loading } from './Loading.tsx'

/** Whether everything is there and sound, looked at when the view opens. */
export function Doctor() {
  const { mutate, data, error, isPending } = useMutation(AdminService.method.examine)
  useEffect(() => mutate({}), [mutate])
  if (!data) return <Loading label="Looking at everything" error={error} onRetry={() => mutate({})} />
  const fixable = data.findings.some((finding) => finding.fixable && !finding.mended && finding.status !== 'ok')
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-4">
        <p role="status" className="text-13 text-muted">
          {data.ok} fine, {plural(BigInt(data.warnings), 'warning')}, {plural(BigInt(data.failures), 'failure')}
          {data.mended > 0 && `, ${data.mended} mended`}
        </p>
        <div className="ml-auto flex gap-2">
          <Button disabled={isPending} onClick={() => mutate({})}>
            Look again
          </Button>
          <Button disabled={isPending || !fixable} onClick={() => mutate({ fix: true })}>
            <Wrench />
            Mend
          </Button>
        </div>
      </div>
      <Card>
        <ul aria-label="Findings" className="divide-y">
          {data.findings.map((finding) => (
            <Row key={`${finding.id} ${finding.says}`} finding={finding} />
          ))}
        </ul>
      </Card>
    </>
  )
}

const icons = {
  ok: <CircleCheck aria-label="Fine" className="mt-0.5 size-4 shrink-0 text-good" />,
  warn: <CircleAlert aria-label="Warning" className="mt-0.5 size-4 shrink-0 text-brass" />,
  fail: <CircleX aria-label="Failure" className="mt-0.5 size-4 shrink-0 text-bad" />,
}

function Row({ finding: { id, status, says, mend, mended } }: { finding: Finding }) {
  return (
    <li className="flex gap-3 px-4 py-2.5 text-13">
      {status === 'fail' ? icons.fail : status === 'warn' ? icons.warn : icons.ok}
      <div className="min-w-0 flex-1">
        <p className="break-words">
          {says}
          {mended && <span className="text-muted"> (mended)</span>}
        </p>
        {status !== 'ok' && mend !== '' && <p className="break-words text-muted">{mend}</p>}
      </div>
      <span className="font-mono text-2xs text-faint">{id}</span>
    </li>
  )
}
