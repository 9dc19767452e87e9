import type { Lang } from '@/shared/i18n'

/** What a kiosk must find again after its browser was killed. Nothing personal: no code, no phone, no goods. */
export interface Kept {
  lang: Lang
  screen: string
  order: string | null
  /** A quote whose order was asked for and not yet answered. */
  quote: string | null
}

const NAME = 'outpost.kiosk'

export function recall(): Kept | null {
  try {
    const text = localStorage.getItem(NAME)
    return text ? (JSON.parse(text) as Kept) : null
  } catch {
    return null
  }
}

export function keep(kept: Kept | null): void {
  try {
    if (kept) localStorage.setItem(NAME, JSON.stringify(kept))
    else localStorage.removeItem(NAME)
  } catch {
    // a full or forbidden storage costs the reload comfort, not the sale
  }
}
