// Runs before the first paint, so that a chosen theme never flashes. Its key is that of src/theme/theme.ts.
try {
  const theme = localStorage.getItem('weighthouse.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage is switched off: the page follows the system.
}
