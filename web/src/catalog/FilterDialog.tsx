import { Dialog } from '../components/ui/Dialog.tsx'
import { FacetPanel } from './FacetPanel.tsx'

/** The filters on a phone, where there is no room beside the list. */
export function FilterDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Filters" place="left">
      <FacetPanel />
    </Dialog>
  )
}
