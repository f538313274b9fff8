import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'

import { applyTheme, readTheme, type Theme } from '../../theme/theme.ts'
import { Button } from '../ui/Button.tsx'

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' }
const icons = { system: Monitor, light: Sun, dark: Moon }
const names = { system: 'as the system', light: 'light', dark: 'dark' }

/** System, light, dark, and round again. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(readTheme)
  const Icon = icons[theme]
  const label = `Theme: ${names[theme]}. Change to ${names[next[theme]]}.`
  return (
    <Button
      look="quiet"
      size="icon"
      aria-label={label}
      title={label}
      onClick={() => {
        applyTheme(next[theme])
        setTheme(next[theme])
      }}
    >
      <Icon />
    </Button>
  )
}
