const STORED = 'outpost.theme'

function apply(theme: string | null): void {
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
}

/** Light and dark follow the system until somebody says otherwise on this screen. */
export function flipTheme(): void {
  const root = document.documentElement
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  const next = dark ? 'light' : 'dark'
  apply(next)
  try {
    localStorage.setItem(STORED, next)
  } catch {
    // the choice then lasts as long as the page
  }
}

/** Tells when the colours have changed, by the button or by the system; the answer ends it. */
export function onTheme(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)')
  const watcher = new MutationObserver(changed)
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  system.addEventListener('change', changed)
  return () => {
    watcher.disconnect()
    system.removeEventListener('change', changed)
  }
}

try {
  apply(localStorage.getItem(STORED))
} catch {
  // see flipTheme
}
