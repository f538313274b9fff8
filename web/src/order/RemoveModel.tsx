import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button } from '../components/ui/Button.tsx'

const RemoveDialog = lazyDialog(async () => (await import('./RemoveDialog.tsx')).RemoveDialog)

/** Takes a model from its shelf, after showing who uses it. */
export function RemoveModel({ slug, onRemoved }: { slug: string; onRemoved?: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button look="danger" size="small" onClick={() => setOpen(true)}>
        <Trash2 />
        Remove…
      </Button>
      <RemoveDialog
        open={open}
        slug={slug}
        onClose={() => setOpen(false)}
        onRemoved={() => {
          setOpen(false)
          onRemoved?.()
        }}
      />
    </>
  )
}
