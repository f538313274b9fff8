import { ShieldAlert, ShieldCheck, ShieldX } from 'lucide-react'

import { Badge, type Tone } from './ui/Badge.tsx'

interface Look {
  tone: Tone
  Icon: typeof ShieldCheck
  label: string
  /** When the file itself tells no reason. */
  title: string
}

const looks: Record<string, Look> = {
  safe: { tone: 'good', Icon: ShieldCheck, label: 'Safe', title: 'It runs nothing when it is loaded' },
  suspicious: {
    tone: 'warn',
    Icon: ShieldAlert,
    label: 'Suspicious',
    title: 'It is broken, hides something, or imports what is not known',
  },
  dangerous: {
    tone: 'bad',
    Icon: ShieldX,
    label: 'Dangerous',
    title: 'It runs programs or changes files when it is loaded',
  },
}

/** Whether something is safe to load; nothing while nobody has looked. */
export function SafetyBadge({ verdict, reasons = [] }: { verdict: string; reasons?: readonly string[] }) {
  const look = looks[verdict]
  if (!look) return null
  const { tone, Icon, label, title } = look
  return (
    <Badge tone={tone} title={reasons.length > 0 ? reasons.join('; ') : title}>
      <Icon />
      {label}
    </Badge>
  )
}
