import { Badge, type Tone } from '../components/ui/Badge.tsx'

const tones: Record<string, Tone> = { finetune: 'accent', adapter: 'brass', quantized: 'neutral', merge: 'good' }

/** How one model was made from another, in the colour that it has everywhere. */
export function RelationBadge({ relation }: { relation: string }) {
  return <Badge tone={tones[relation] ?? 'neutral'}>{relation}</Badge>
}
