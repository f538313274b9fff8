import { PencilLine } from 'lucide-react'
import { useState } from 'react'

import type { LibraryModel } from '#gen/library_pb.ts'

import { lazyDialog } from '../components/lazyDialog.tsx'
import { Button } from '../components/ui/Button.tsx'

const RenameDialog = lazyDialog(async () => (await import('./RenameDialog.tsx')).RenameDialog)

/** Gives a model another name, after showing who uses it. */
export function RenameModel({ model }: { model: LibraryModel }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        <PencilLine />
        Rename…
      </Button>
      <RenameDialog open={open} model={model} onClose={() => setOpen(false)} />
    </>
  )
}
