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
  'code-payment-off': ['note.code_off', 'note.code_off_do'],
  'provider-busy': ['note.busy', 'note.busy_do'],
  'member-code': ['note.member_code', 'note.member_code_do'],
}

/** The note for a refusal of the box, whether a scanner met it or a typed code; null when it has none of its own. */
export function noteOfRefusal(said: string, takesCode = true): Note | null {
  const name = said === 'payment-code' && !takesCode ? 'code-payment-off' : said
  const note = Object.hasOwn(REFUSALS, name) ? REFUSALS[name] : undefined
  return note ? { tone: 'attention', title: note[0], text: note[1] } : null
}

/** A payment code whose payment could not begin; null when it did, or when the one before it is still on its way. */
function noteOfPaymentCode(reason: string): Note | null {
  if (reason === '' || reason === 'payment-in-progress') return null
  return noteOfRefusal(reason) ?? { tone: 'stop', title: 'pay.not_sent', text: 'problem.other' }
}

/** What a scan that did not become a line is called in front of a customer; null when there is nothing to say. */
export function noteOfScan(event: ScanEvent, paying: boolean, takesCode = true): Note | null {
  if (event.type === 'unknown')
    return { tone: 'attention', title: 'note.unknown', text: 'note.unknown_do', params: { code: event.code } }
  if (event.type === 'payment_code') return paying ? noteOfPaymentCode(event.reason ?? '') : noteOfRefusal('payment-code', takesCode)
  if (event.type !== 'refused') return null
  if (paying && event.reason === 'paying') return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  const refusal = noteOfRefusal(event.reason ?? '')
  if (refusal) return refusal
  if (paying) return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  return { tone: 'attention', title: 'note.refused', text: 'note.refused_do' }
}
