// Runs before the first paint, so that a page in the dark never flashes white.
try {
  const theme = localStorage.getItem('replichat theme')
  if (theme === '"light"' || theme === '"dark"') document.documentElement.dataset.theme = theme.slice(1, -1)
} catch {
  // Without storage the system's own choice holds.
}
