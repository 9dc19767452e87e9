import type { ScanEvent } from '@/shared/api/box'
import type { KioskText } from './texts'

/** A short word to the customer: what happened and what to do next. */
export interface Note {
  tone: 'ok' | 'attention' | 'stop'
  title: KioskText
  text?: KioskText
  params?: Record<string, string | number>
}

/** Refusals that a customer can do something about, by the box's name for them. */
const REFUSALS: Record<string, [KioskText, KioskText]> = {
  'bad-check-digit': ['note.check', 'note.check_do'],
  expired: ['note.expired', 'note.expired_do'],
  'price-label': ['note.label', 'note.label_do'],
  'not-by-weight': ['note.label', 'note.label_do'],
  'weigh-first': ['note.weigh', 'note.weigh_do'],
  'payment-code': ['note.payment_code', 'note.payment_code_do'],
  'member-code': ['note.member_code', 'note.member_code_do'],
}

/** The note for a refusal of the box, whether a scanner met it or a typed code; null when it has none of its own. */
export function noteOfRefusal(name: string): Note | null {
  const note = Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : undefined
  return note ? { tone: 'attention', title: note[0], text: note[1] } : null
}

/** What a scan that did not become a line is called in front of a customer; null when there is nothing to say. */
export function noteOfScan(event: ScanEvent, paying: boolean): Note | null {
  if (event.type === 'unknown')
    return { tone: 'attention', title: 'note.unknown', text: 'note.unknown_do', params: { code: event.code } }
  if (event.type === 'payment_code')
    return paying ? null : { tone: 'attention', title: 'note.payment_code', text: 'note.payment_code_do' }
  if (event.type !== 'refused') return null
  if (paying && event.reason === 'paying') return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  const refusal = noteOfRefusal(event.reason ?? '')
  if (refusal) return refusal
  if (paying) return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  return { tone: 'attention', title: 'note.refused', text: 'note.refused_do' }
}
