/** How loud this screen is. Chosen for the screen by `kiosk.html?sound=...`; a customer may change it for the visit. */
export const LEVELS = ['loud', 'quiet', 'off'] as const
export type Level = (typeof LEVELS)[number]

const NAME = 'outpost.kiosk.sound'

function isLevel(text: string | null): text is Level {
  return LEVELS.includes(text as Level)
}

/** The level of this screen: from its address, else as it was told last time, else loud. */
export function levelOfScreen(search: string): Level {
  const told = new URLSearchParams(search).get('sound')
  try {
    if (isLevel(told)) localStorage.setItem(NAME, told)
    const kept = localStorage.getItem(NAME)
    if (!isLevel(told) && isLevel(kept)) return kept
  } catch {
    // a forbidden storage costs the memory, not the sound
  }
  return isLevel(told) ? told : 'loud'
}

export function nextLevel(level: Level): Level {
  return LEVELS[(LEVELS.indexOf(level) + 1) % LEVELS.length]!
}
