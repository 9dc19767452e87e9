import type { ScanEvent } from '@/shared/api/box'
import type { KioskText } from './texts'

/** A short word to the customer: what happened and what to do next. */
export interface Note {
  tone: 'ok' | 'attention' | 'stop'
  title: KioskText
  text?: KioskText
  params?: Record<string, string | number>
}

/** What a scan that did not become a line is called in front of a customer; null when there is nothing to say. */
export function noteOfScan(event: ScanEvent, paying: boolean): Note | null {
  if (event.type === 'unknown')
    return { tone: 'attention', title: 'note.unknown', text: 'note.unknown_do', params: { code: event.code } }
  if (event.type === 'payment_code')
    return paying ? null : { tone: 'attention', title: 'note.payment_code', text: 'note.payment_code_do' }
  if (event.type !== 'refused') return null
  if (event.reason === 'bad-check-digit') return { tone: 'attention', title: 'note.check', text: 'note.check_do' }
  if (paying) return { tone: 'attention', title: 'note.paying', text: 'note.paying_do' }
  return { tone: 'attention', title: 'note.refused', text: 'note.refused_do' }
}
