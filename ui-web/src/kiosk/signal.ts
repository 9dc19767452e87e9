import type { ScanEvent } from '@/shared/api/box'

/** What a customer hears and sees at the edge of an eye, without reading a word. */
export type Signal = 'accepted' | 'again' | 'unknown' | 'refused' | 'lost'

/** The signal of a scan; null where the screen itself says enough. */
export function signalOfScan(event: ScanEvent, paying: boolean): Signal | null {
  switch (event.type) {
    case 'accepted':
    case 'member':
      return 'accepted'
    case 'again':
      return paying ? null : 'again'
    case 'unknown':
      return 'unknown'
    case 'payment_code':
      return paying ? 'accepted' : 'refused'
    case 'refused':
      return 'refused'
  }
}
