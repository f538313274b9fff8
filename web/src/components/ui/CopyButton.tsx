import { Check, Copy, X } from 'lucide-react'
import { useEffect, useState } from 'react'

import { Button } from './Button.tsx'
import { copyText } from './copyText.ts'

const icons = { idle: Copy, copied: Check, failed: X }

/** Copies `text` and says whether that worked. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<keyof typeof icons>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 1600)
    return () => clearTimeout(timer)
  }, [state])
  const Icon = icons[state]
  const words = state === 'copied' ? 'Copied' : state === 'failed' ? 'Could not copy' : label
  return (
    <Button
      look="quiet"
      size="icon"
      className="size-6! [&_svg]:size-3.5!"
      aria-label={words}
      title={words}
      onClick={() => void copyText(text).then((done) => setState(done ? 'copied' : 'failed'))}
    >
      <Icon className={state === 'copied' ? 'text-good' : state === 'failed' ? 'text-bad' : undefined} />
    </Button>
  )
}
