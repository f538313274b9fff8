import { Field } from '@base-ui/react/field'

import { TextInput } from '../../components/ui/TextInput.tsx'
import type { PullOptions } from './pullOptions.ts'

interface PlanOptionsProps {
  options: PullOptions
  onChange: (options: PullOptions) => void
  source: string
}

/** Which files, and of which revision. */
export function PlanOptions({ options, onChange, source }: PlanOptionsProps) {
  const fields = [
    ['include', 'Only files like', 'all, or *.gguf, *.json'],
    ['exclude', 'Not files like', 'none, or *.bin, onnx/*'],
    ['revision', source === 'civitai' ? 'Version number' : 'Revision', source === 'civitai' ? 'the newest' : 'main'],
  ] as const
  return (
    <div className="mb-4 grid gap-3 sm:grid-cols-3">
      {fields.map(([name, label, placeholder]) => (
        <Field.Root key={name}>
          <Field.Label className="mb-1 block text-2xs font-medium text-muted">{label}</Field.Label>
          <Field.Control
            render={<TextInput className="font-mono text-xs!" />}
            placeholder={placeholder}
            value={options[name]}
            onChange={(event) => onChange({ ...options, [name]: event.target.value })}
          />
        </Field.Root>
      ))}
    </div>
  )
}
