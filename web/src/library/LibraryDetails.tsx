import { useQuery } from '@connectrpc/connect-query'
import { Link } from '@tanstack/react-router'

import { LibraryService } from '#gen/library_pb.ts'

import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { JsonTree } from '../components/JsonTree.tsx'
import { buttonLook } from '../components/ui/Button.tsx'
import { Dialog } from '../components/ui/Dialog.tsx'
import { RemoveModel } from '../order/RemoveModel.tsx'
import { RenameModel } from '../order/RenameModel.tsx'
import { CurationPanel } from '../review/CurationPanel.tsx'
import { LibraryFacts } from './LibraryFacts.tsx'
import { LibraryFiles } from './LibraryFiles.tsx'

interface LibraryDetailsProps {
  open: boolean
  slug: string | undefined
  onClose: () => void
}

/** One shelved model from near, at the side of the list. */
export function LibraryDetails({ open, slug, onClose }: LibraryDetailsProps) {
  const {
    data: model,
    error,
    refetch,
  } = useQuery(LibraryService.method.getLibraryModel, { id: slug ?? '' }, { enabled: slug !== undefined })
  return (
    <Dialog
      open={open}
      onClose={onClose}
      place="right"
      title={model?.officialName ?? slug ?? ''}
      description={model?.source === 'civitai' ? model.slug : model?.repoId}
      footer={
        slug !== undefined && (
          <>
            <RemoveModel slug={slug} onRemoved={onClose} />
            {model && <RenameModel model={model} />}
            {model?.source !== 'local' && (
              <Link to="/models/$slug" params={{ slug }} className={buttonLook('plain')}>
                Open in the catalog
              </Link>
            )}
          </>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!model && !error && <div className="skeleton h-64 rounded-lg!" />}
      {model && (
        <div className="space-y-6">
          <LibraryFacts model={model} />
          <CurationPanel slug={model.slug} />
          <LibraryFiles files={model.files} />
          {model.links.length > 0 && (
            <section>
              <h3 className="mb-1.5 text-13 font-semibold">Linked into applications</h3>
              <ul className="space-y-1 font-mono text-xs break-all text-muted">
                {model.links.map((link) => (
                  <li key={link}>{link}</li>
                ))}
              </ul>
            </section>
          )}
          <section>
            <h3 className="mb-1.5 text-13 font-semibold">On disk</h3>
            <JsonTree name="metadata.json" value={model.metadata ?? {}} open={0} />
            {model.overrides && Object.keys(model.overrides).length > 0 && (
              <JsonTree name="overrides.json" value={model.overrides} open={0} />
            )}
          </section>
        </div>
      )}
    </Dialog>
  )
}
