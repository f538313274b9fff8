export type Theme = 'system' | 'light' | 'dark'

/** Also read by public/theme.js, before the first paint. */
const key = 'weighthouse.theme'

export function readTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Shows the theme now and keeps it for the next visit. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch (error) {
    // A browser that keeps nothing still shows the theme until the page is left.
    if (!(error instanceof DOMException)) throw error
  }
}
