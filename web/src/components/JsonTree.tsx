import { useState } from 'react'

interface JsonTreeProps {
  value: unknown
  name?: string
  /** How many levels are open at first. */
  open?: number
}

const most = 200

/** JSON that opens level by level; a level is made when it is opened, and long lists come in parts. */
export function JsonTree({ value, name, open = 1 }: JsonTreeProps) {
  const isOpenAtFirst = open > 0
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const [shown, setShown] = useState(most)
  if (typeof value !== 'object' || value === null) return <JsonLeaf value={value} name={name} />
  const entries = Object.entries(value)
  const brackets = Array.isArray(value) ? '[]' : '{}'
  if (entries.length === 0) return <JsonLeaf value={value} name={name} />
  return (
    <details
      open={isOpenAtFirst}
      onToggle={(event) => {
        event.stopPropagation()
        setOpen(event.currentTarget.open)
      }}
      className="font-mono text-xs leading-5"
    >
      <summary className="-ml-1 rounded px-1 text-muted marker:text-faint hover:bg-hover">
        {name !== undefined && <span className="text-ink">{name} </span>}
        <span className="text-faint">
          {brackets[0]}
          {entries.length}
          {brackets[1]}
        </span>
      </summary>
      {isOpen && (
        <div className="ml-1 border-l pl-4">
          {entries.slice(0, shown).map(([key, item]) => (
            <JsonTree key={key} name={key} value={item} open={open - 1} />
          ))}
          {entries.length > shown && (
            <button type="button" className="text-accent hover:underline" onClick={() => setShown(shown + 1000)}>
              {entries.length - shown} more
            </button>
          )}
        </div>
      )}
    </details>
  )
}

function JsonLeaf({ value, name }: { value: unknown; name: string | undefined }) {
  return (
    <p className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">
      {name !== undefined && <span className="text-ink">{name} </span>}
      <span className={typeof value === 'string' ? 'text-muted' : 'text-accent'}>{JSON.stringify(value)}</span>
    </p>
  )
}
