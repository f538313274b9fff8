import { ChevronDown } from 'lucide-react'

interface SelectProps {
  label: string
  value: string
  options: readonly { value: string; label: string }[]
  onChange: (value: string) => void
}

/** One choice out of a few: the browser's own list, which every phone and screen reader knows. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label className="relative inline-flex h-8 items-center rounded-md border border-line-strong bg-surface text-13 whitespace-nowrap shadow-lift hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
      <span className="pl-2.5 text-faint max-sm:sr-only">{label}</span>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-full cursor-pointer appearance-none rounded-md bg-transparent pr-7 pl-1.5 max-sm:pl-2.5 font-medium outline-none"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-raised text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute right-2 size-3.5 text-faint" />
    </label>
  )
}
