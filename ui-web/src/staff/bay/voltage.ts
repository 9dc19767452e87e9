const LOW_MV = 12_000 // a rested lead battery below it is nearly empty; a running engine gives 13 V or more
const UNPLUGGED_MV = 6_000 // no car has so little at its diagnostic socket

export type VoltageWord = '' | 'low' | 'none'

export function voltageWord(mv: number | null | undefined): VoltageWord {
  if (mv === null || mv === undefined || mv >= LOW_MV) return ''
  return mv < UNPLUGGED_MV ? 'none' : 'low'
}

export function volts(mv: number | null | undefined): string {
  return mv === null || mv === undefined ? '—' : `${(mv / 1000).toFixed(1)} V`
}
