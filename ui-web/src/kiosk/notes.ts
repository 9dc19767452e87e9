import type { ScanEvent } from '@/shared/api/box'
import type { KioskText } from './texts'

/** A short word to the customer: what happened and what to do next. */
export interface Note {
  tone: 'ok' | 'attention' | 'stop'
  title: KioskText
  text?: KioskText
  params?: Record<string, string | number>
  /** A product whose name fills {name}, in the language of the moment. */
  item?: { name: string; name_en?: string }
  /** How long it stays, where that is not the usual time. */
  stays_ms?: number
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
  'test-card': ['note.card', 'note.card_do'],
  'member-code': ['note.member_code', 'note.member_code_do'],
  'member-forged': ['note.member_forged', 'note.member_forged_do'],
  'member-expired': ['note.member_expired', 'note.member_fresh'],
  'member-used': ['note.member_used', 'note.member_fresh'],
  'member-busy': ['note.member_busy', 'note.member_busy_do'],
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

/** The member whose code was shown; of the id as much as its owner needs to know it again. */
export function noteOfMember(member: string): Note {
  return { tone: 'ok', title: 'note.member', text: 'note.member_do', params: { member: endOf(member) } }
}

export function endOf(member: string): string {
  return member.length > 4 ? `···${member.slice(-4)}` : member
}

const MOST_SHOWN = 24 // of what a stranger wrote: enough for staff to know it by, too little for an advertisement

/** Somebody's text inside a sentence of ours: short, and held together so that it cannot turn the sentence round. */
function quoted(code: string): string {
  const text = [...code.replace(/\p{C}/gu, '')]
  return `\u2068${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN).join('')}…` : text.join('')}\u2069`
}

/** On a pack the square codes are mostly addresses; a number in one is goods all the same. */
function isSquareText(code: string, symbology: string): boolean {
  return /^(QR|DM)$/.test(symbology) && !/^\d+$/.test(code)
}

/** A code that is nobody's; who shows a square one is sent to the barcode beside it. */
export function noteOfUnknown(code: string, symbology = ''): Note {
  const params = { code: quoted(code) }
  if (isSquareText(code, symbology)) return { tone: 'attention', title: 'note.no_barcode', text: 'note.no_barcode_do', params }
  return { tone: 'attention', title: 'note.unknown', text: 'note.unknown_do', params }
}

/** What a scan that did not become a line is called in front of a customer; null when there is nothing to say. */
export function noteOfScan(event: ScanEvent, paying: boolean, takesCode = true): Note | null {
  if (event.type === 'again') return paying ? null : noteOfAgain(event)
  if (event.type === 'unknown') return noteOfUnknown(event.code, event.symbology)
  if (event.type === 'payment_code') return paying ? noteOfPaymentCode(event.reason ?? '') : noteOfRefusal('payment-code', takesCode)
  if (event.type !== 'refused') return null
  if (paying && event.reason === 'paying') return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  const refusal = noteOfRefusal(event.reason ?? '')
  if (refusal) return refusal
  if (paying) return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  if (event.reason === 'bad-code' && isSquareText(event.code, event.symbology)) return noteOfUnknown(event.code, event.symbology)
  return { tone: 'attention', title: 'note.refused', text: 'note.refused_do' }
}

function noteOfAgain(event: ScanEvent): Note {
  const note: Note = { tone: 'ok', title: 'note.again', stays_ms: 5_000 }
  return event.name ? { ...note, text: 'note.again_do', item: { name: event.name, name_en: event.name_en } } : note
}
