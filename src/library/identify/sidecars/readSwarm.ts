import { z } from 'zod'

import { readDeclared } from '../header/readDeclared.ts'
import type { Sidecar } from './sidecar.ts'

const record = z.record(z.string(), z.unknown())

/** `<stem>.swarm.json` of SwarmUI: the fields of ModelSpec, flat or under `modelspec`. */
export function readSwarm(json: unknown): Sidecar | undefined {
  const parsed = record.safeParse(json)
  if (!parsed.success) return undefined
  const nested = record.safeParse(parsed.data['modelspec'])
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(nested.success ? nested.data : parsed.data).slice(0, 200)) {
    if (typeof value === 'string') fields[name.startsWith('modelspec.') ? name : `modelspec.${name}`] = value
  }
  const declared = readDeclared(fields)
  return (
    declared && {
      ...declared,
      says: `.swarm.json says ${declared.says.replace(/^it says of itself: /, '')}`,
      confidence: 0.7,
      sha256: [],
      user: {},
    }
  )
}
