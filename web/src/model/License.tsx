import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'

import type { Model } from '#gen/model_pb.ts'

import { licenseClassName } from '../catalog/labelValue.ts'
import { Badge, type Tone } from '../components/ui/Badge.tsx'

const classes: Record<string, { tone: Tone; meaning: string }> = {
  permissive: { tone: 'good', meaning: 'Use, change and share it, also commercially' },
  copyleft: { tone: 'accent', meaning: 'What is made from it must be shared under the same license' },
  'non-commercial': { tone: 'warn', meaning: 'Not for commercial use' },
  custom: { tone: 'brass', meaning: 'A license of its own: read it' },
  unknown: { tone: 'neutral', meaning: 'Its author states no license that is known' },
}

/** The license: its class, its id, and for one of its author's own what that is called and where it stands. */
export function License({ model }: { model: Pick<Model, 'entry' | 'licenseName' | 'licenseLink'> }) {
  const { license = '', licenseClass = '' } = model.entry ?? {}
  const { licenseName, licenseLink } = model
  const look = classes[licenseClass]
  const isWeb = /^https?:\/\//.test(licenseLink)
  if (license === '' && licenseClass === '') return null
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      {look && (
        <Link to="/" search={{ license_class: [licenseClass] }} className="rounded">
          <Badge tone={look.tone} title={look.meaning}>
            {licenseClass === 'unknown' ? 'License unknown' : licenseClassName(licenseClass)}
          </Badge>
        </Link>
      )}
      {license !== '' && (
        <Link to="/" search={{ license: [license] }} className="hover:text-ink hover:underline">
          {licenseName === '' ? license : `${license}: ${licenseName}`}
        </Link>
      )}
      {isWeb && (
        <a
          href={licenseLink}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          Read it
          <ExternalLink className="size-3" />
        </a>
      )}
    </span>
  )
}
