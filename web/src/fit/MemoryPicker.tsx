import { useQuery } from '@connectrpc/connect-query'
import { MemoryStick, X } from 'lucide-react'
import { useState } from 'react'

import { CatalogService } from '#gen/catalog_pb.ts'

import { OptionList } from '../components/ui/OptionList.tsx'
import { Select } from '../components/ui/Select.tsx'
import { TextInput } from '../components/ui/TextInput.tsx'
import { useCombobox } from '../components/ui/useCombobox.ts'
import { contexts, defaultContext, formatContext, memoryOptions } from './memoryOptions.ts'

interface MemoryPickerProps {
  memory: string
  context: number | undefined
  onChange: (next: { memory: string; context: number | undefined }) => void
}

/** A memory, by size or by the name of a device, and tokens of context. */
export function MemoryPicker({ memory, context = defaultContext, onChange }: MemoryPickerProps) {
  const [text, setText] = useState(memory)
  const [shown, setShown] = useState(memory)
  const [asked, setAsked] = useState(false)
  if (memory !== shown) {
    setShown(memory)
    setText(memory)
  }
  const { data } = useQuery(CatalogService.method.listHardware, {}, { enabled: asked, staleTime: Infinity })
  // What is chosen already is no reason to hide the other sizes.
  const options = memoryOptions(data?.devices ?? [], text === memory ? '' : text)
  const contextOf = (tokens: number) => (tokens === defaultContext ? undefined : tokens)
  const set = (next: string) => onChange({ memory: next.trim(), context: contextOf(context) })
  const combobox = useCombobox({
    count: options.length,
    openOnFocus: true,
    onChoose(index) {
      const option = options[index]
      if (!option) return
      setText(option.memory)
      set(option.memory)
    },
    onSubmit: () => set(text),
    onEscape: () => setText(memory),
  })
  const tokens = contexts.includes(context) ? contexts : [...contexts, context].sort((a, b) => a - b)
  return (
    <div className="flex flex-wrap gap-1.5">
      <div className="relative min-w-40 flex-1">
        <MemoryStick className="pointer-events-none absolute top-1/2 left-2 size-4 -translate-y-1/2 text-faint" />
        <TextInput
          {...combobox.inputProps}
          aria-label="Memory or device"
          placeholder="24GB, RTX 4090…"
          className="pr-7 pl-7.5"
          value={text}
          onFocus={() => {
            setAsked(true)
            combobox.inputProps.onFocus()
          }}
          onChange={(event) => {
            setText(event.target.value)
            combobox.offer()
          }}
        />
        {memory !== '' && (
          <button
            type="button"
            aria-label="Any memory"
            onClick={() => set('')}
            className="absolute top-1/2 right-1 flex size-6 -translate-y-1/2 items-center justify-center rounded text-faint hover:bg-hover hover:text-ink"
          >
            <X className="size-3.5" />
          </button>
        )}
        <OptionList
          label="Memory"
          combobox={combobox}
          options={options}
          keyOf={(option) => option.memory}
          render={(option) => (
            <>
              <span className="min-w-0 flex-1 truncate font-medium">{option.memory}</span>
              <span className="shrink-0 text-2xs text-faint">{option.note}</span>
            </>
          )}
        />
      </div>
      <Select
        label="Context"
        value={String(context)}
        options={tokens.map((count) => ({ value: String(count), label: formatContext(count) }))}
        onChange={(count) => onChange({ memory, context: contextOf(Number(count)) })}
      />
    </div>
  )
}
