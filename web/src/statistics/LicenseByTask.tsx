import { Link } from '@tanstack/react-router'
import { useState } from 'react'

import type { Statistics, TaskLicenses } from '#gen/statistics_pb.ts'

import { Card } from '../components/Card.tsx'
import { Section } from '../components/Section.tsx'
import { Button } from '../components/ui/Button.tsx'
import { formatExactCount } from '../format/formatCount.ts'
import { Definition } from './Definition.tsx'

const few = 10
const fewLicenses = 4
/** From the most frequent license to the rest. */
const shades = ['bg-brass', 'bg-brass/65', 'bg-brass/40', 'bg-brass/22']

/** For each task, which licenses its models have. */
export function LicenseByTask({ statistics: { licenseByTask, definitions } }: { statistics: Statistics }) {
  const [all, setAll] = useState(false)
  if (licenseByTask.length === 0) return null
  return (
    <Section title="License by task">
      <Definition text={definitions.licenseByTask} />
      <Card>
        <ul aria-label="License by task">
          {licenseByTask.slice(0, all ? undefined : few).map((task) => (
            <TaskRow key={task.task} task={task} />
          ))}
        </ul>
        {licenseByTask.length > few && (
          <Button look="quiet" size="small" className="h-9! w-full rounded-none border-t" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show ${licenseByTask.length - few} more`}
          </Button>
        )}
      </Card>
    </Section>
  )
}

function TaskRow({ task: { task, count, licenses } }: { task: TaskLicenses }) {
  const percent = (part: bigint) => (count > 0n ? (Number(part) / Number(count)) * 100 : 0)
  const shown = licenses.slice(0, fewLicenses)
  return (
    <li className="grid gap-x-4 gap-y-1 border-b px-4 py-2 text-13 last:border-b-0 md:grid-cols-[14rem_minmax(0,1fr)]">
      <span className="flex min-w-0 items-baseline gap-2">
        <Link to="/" search={{ task: [task] }} className="truncate font-medium hover:underline">
          {task}
        </Link>
        <span className="text-2xs text-faint">{formatExactCount(count)}</span>
      </span>
      <div className="min-w-0">
        <div className="flex h-2 gap-px overflow-hidden rounded-full bg-ink/6" aria-hidden="true">
          {shown.map(({ license, count }, index) => (
            <span key={license} className={shades[index]} style={{ width: `${percent(count)}%` }} />
          ))}
        </div>
        <ul className="mt-1 flex flex-wrap gap-x-3 text-2xs text-muted">
          {shown.map(({ license, count }, index) => (
            <li key={license} className="flex items-center gap-1" title={`${formatExactCount(count)} models`}>
              <span className={`size-2 rounded-sm ${shades[index]}`} />
              {license} {Math.round(percent(count))} %
            </li>
          ))}
          {shown.length === 0 && <li className="text-faint">none states a license</li>}
        </ul>
      </div>
    </li>
  )
}
