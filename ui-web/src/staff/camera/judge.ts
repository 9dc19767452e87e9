import type { Preview, PreviewCode } from '@/shared/api/box'

export type Mark = 'ok' | 'attention' | 'stop' | 'none'

/** A figure in words: what it is, and what to do about it. */
export interface Verdict<W extends string = string> {
  mark: Mark
  word: W
}

const SHARP = 50
const SOFT = 30

export function judgeFocus(focus: number | undefined): Verdict<'nothing' | 'sharp' | 'soft' | 'blurred'> {
  if (focus === undefined) return { mark: 'none', word: 'nothing' }
  if (focus >= SHARP) return { mark: 'ok', word: 'sharp' }
  return focus >= SOFT ? { mark: 'attention', word: 'soft' } : { mark: 'stop', word: 'blurred' }
}

const GOOD_PX = 2
const WEAK_PX = 1.2

/** Pixels a module of the finest code that was read; null when no kind tells it. */
export function finest(codes: readonly PreviewCode[]): number | null {
  const sizes = codes.flatMap((code) => (code.px_milli ? [code.px_milli / 1000] : []))
  return sizes.length ? Math.round(Math.min(...sizes) * 10) / 10 : null // as it is shown, so that 2.0 is not called small
}

export function judgeSize(px: number | null): Verdict<'nothing' | 'good' | 'weak' | 'far'> {
  if (px === null) return { mark: 'none', word: 'nothing' }
  if (px >= GOOD_PX) return { mark: 'ok', word: 'good' }
  return px >= WEAK_PX ? { mark: 'attention', word: 'weak' } : { mark: 'stop', word: 'far' }
}

const TOO_DARK = 50
const TOO_BRIGHT = 215
const MUCH_DARK_PERMILLE = 400
const MUCH_GLARE_PERMILLE = 60

type Lit = Pick<Preview, 'mean' | 'dark_permille' | 'bright_permille' | 'flicker'>

/** The worst first: what hides bars counts before what only weakens them. */
export function judgeLight(at: Lit): Verdict<'dark' | 'bright' | 'glare' | 'flicker' | 'good'> {
  if (at.mean < TOO_DARK || at.dark_permille > MUCH_DARK_PERMILLE) return { mark: 'stop', word: 'dark' }
  if (at.mean > TOO_BRIGHT) return { mark: 'stop', word: 'bright' }
  if (at.bright_permille > MUCH_GLARE_PERMILLE) return { mark: 'attention', word: 'glare' }
  return at.flicker ? { mark: 'attention', word: 'flicker' } : { mark: 'ok', word: 'good' }
}

/** How long the camera gathers light; null where it does not say. Milliseconds, as people name it. */
export function exposureOf(exposure: Preview['exposure']): { word: 'auto' } | { word: 'fixed'; ms: number } | null {
  if (!exposure) return null
  if (exposure.auto) return { word: 'auto' }
  return exposure.us ? { word: 'fixed', ms: Math.round(exposure.us / 100) / 10 } : null
}

export function judgeSpeed(fps: number): Verdict<'still' | 'slow' | 'good'> {
  if (fps === 0) return { mark: 'none', word: 'still' }
  return fps >= 15 ? { mark: 'ok', word: 'good' } : { mark: 'attention', word: 'slow' }
}

const FEW_LOOKS = 10

export function percentOf(read: number, looks: number): number {
  return looks > 0 ? Math.round((100 * read) / looks) : 0
}

export function judgeCard(card: Preview['card']): Verdict<'nothing' | 'good' | 'weak' | 'bad'> {
  if (card.any === 0 || card.looks < FEW_LOOKS) return { mark: 'none', word: 'nothing' }
  const percent = percentOf(card.any, card.looks)
  if (percent >= 95) return { mark: 'ok', word: 'good' }
  return percent >= 70 ? { mark: 'attention', word: 'weak' } : { mark: 'stop', word: 'bad' }
}
