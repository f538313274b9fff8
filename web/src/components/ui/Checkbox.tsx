import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check } from 'lucide-react'
import type { ReactNode } from 'react'

interface CheckboxProps {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
}

/** A box and its words; the whole line can be clicked. */
export function Checkbox({ checked, onChange, children }: CheckboxProps) {
  return (
    <label className="-mx-2 flex min-h-7 cursor-pointer items-center gap-2 rounded-md px-2 text-13 hover:bg-hover max-lg:min-h-9">
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        className="flex size-4 shrink-0 items-center justify-center rounded border border-line-strong bg-surface text-page data-checked:border-ink data-checked:bg-ink"
      >
        <Base.Indicator>
          <Check className="size-3" strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      {children}
    </label>
  )
}
