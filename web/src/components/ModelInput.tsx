import { Search } from 'lucide-react'
import { useState } from 'react'

import { useSuggestions } from '../catalog/useSuggestions.ts'
import { plural } from '../format/formatCount.ts'
import { cx } from './ui/cx.ts'
import { OptionList } from './ui/OptionList.tsx'
import { TextInput } from './ui/TextInput.tsx'
import { useCombobox } from './ui/useCombobox.ts'

interface ModelInputProps {
  label: string
  className?: string
  /** `slug` is what was typed when nothing was taken from the list. */
  onChoose: (model: { slug: string; name: string }) => void
}

/** Names one model: by what is offered while one types, or by its slug or id typed in full. */
export function ModelInput({ label, className, onChoose }: ModelInputProps) {
  const [text, setText] = useState('')
  const models = useSuggestions(text, 20)
    .filter(({ slug }) => slug !== '')
    .slice(0, 8)
  const choose = (model: { slug: string; name: string }) => {
    setText('')
    onChoose(model)
  }
  const combobox = useCombobox({
    count: models.length,
    onChoose(index) {
      const model = models[index]
      if (model) choose({ slug: model.slug, name: model.text })
    },
    onSubmit: () => text.trim() !== '' && choose({ slug: text.trim(), name: text.trim() }),
    onEscape: () => setText(''),
  })
  return (
    <div className={cx('relative', className)}>
      <Search className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint" />
      <TextInput
        {...combobox.inputProps}
        aria-label={label}
        placeholder={`${label}…`}
        className="pl-8"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          combobox.offer()
        }}
      />
      <OptionList
        label="Models"
        combobox={combobox}
        options={models}
        keyOf={({ slug }) => slug}
        render={({ text, slug, count }) => (
          <>
            <span className="min-w-0 flex-1 truncate" title={slug}>
              <span className="font-medium">{text}</span>
              <span className="ml-1.5 text-2xs text-faint">{slug}</span>
            </span>
            <span className="shrink-0 text-2xs text-faint">{plural(count, 'download')}</span>
          </>
        )}
      />
    </div>
  )
}
