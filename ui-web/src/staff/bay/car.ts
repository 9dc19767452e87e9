import type { Bay } from '@/shared/api/box'

/** A car that tells no VIN: after it was away nobody knows whether it is still the same. */
export const NAMELESS = ''

/** Which car stands in the bay: its VIN, NAMELESS, or undefined while that is not known. The VIN is read before the codes. */
export function carOf(bay: Pick<Bay, 'phase' | 'vin' | 'codes_read'>): string | undefined {
  if (bay.vin) return bay.vin
  return bay.phase === 'ready' && bay.codes_read?.length ? NAMELESS : undefined
}
