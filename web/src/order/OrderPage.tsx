import { getRouteApi } from '@tanstack/react-router'

import { PageHeader } from '../components/PageHeader.tsx'
import { Segments } from '../components/ui/Segments.tsx'
import { usePageTitle } from '../components/usePageTitle.ts'
import { Doctor } from './Doctor.tsx'
import { Duplicates } from './Duplicates.tsx'
import type { OrderView } from './orderSearch.ts'
import { Trash } from './Trash.tsx'
import { UndoButton } from './UndoButton.tsx'
import { Unused } from './Unused.tsx'
import { Updates } from './Updates.tsx'
import { Usage } from './Usage.tsx'

const route = getRouteApi('/order')

const views = [
  { value: 'usage', label: 'Disk use' },
  { value: 'duplicates', label: 'Duplicates' },
  { value: 'updates', label: 'Updates' },
  { value: 'trash', label: 'Trash' },
  { value: 'doctor', label: 'Doctor' },
] as const

/** What takes the room, what is there twice, what is new, what was removed, and whether all is sound. */
export function OrderPage() {
  usePageTitle('Order')
  const { view = 'usage' } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <div className="mx-auto max-w-6xl py-6">
      <PageHeader title="Order" actions={<UndoButton />} />
      <Segments<OrderView>
        label="View"
        value={view}
        options={views}
        onChange={(next) => void navigate({ search: next === 'usage' ? {} : { view: next } })}
        className="mb-5 max-w-full overflow-x-auto"
      />
      {view === 'usage' && (
        <>
          <Usage />
          <Unused />
        </>
      )}
      {view === 'duplicates' && <Duplicates />}
      {view === 'updates' && <Updates />}
      {view === 'trash' && <Trash />}
      {view === 'doctor' && <Doctor />}
    </div>
  )
}
