import type { LiveValue } from '@/shared/api/box'
import { lang } from '@/shared/i18n'

/** A live value as the bay sends it, with the driver's names in both languages. */
export type Reading = LiveValue & { label_en?: string; label_zh?: string; source?: string }

/** Two control units may both tell the same value; each has its own dial. */
export function keyOf(reading: Reading): string {
  return `${reading.pid}@${reading.source ?? ''}`
}

const UNIT_WORDS: Record<string, string> = { degC: '°C', percent: '%', ratio: 'λ' }

export function unitOf(reading: Reading): string {
  return UNIT_WORDS[reading.unit] ?? reading.unit
}

interface Range {
  from: number
  to: number
}

// What a dial shows by PID; anything else takes the range of its unit.
const BY_PID: Record<string, Range> = {
  '04': { from: 0, to: 100 },
  '05': { from: -40, to: 130 },
  '06': { from: -25, to: 25 },
  '07': { from: -25, to: 25 },
  '08': { from: -25, to: 25 },
  '09': { from: -25, to: 25 },
  '0B': { from: 0, to: 255 },
  '0C': { from: 0, to: 7000 },
  '0D': { from: 0, to: 220 },
  '0F': { from: -40, to: 80 },
  '10': { from: 0, to: 200 },
  '42': { from: 8, to: 16 },
}
const BY_UNIT: Record<string, Range> = {
  '%': { from: 0, to: 100 },
  '°C': { from: -40, to: 150 },
  V: { from: 0, to: 16 },
  kPa: { from: 0, to: 255 },
  rpm: { from: 0, to: 7000 },
  'km/h': { from: 0, to: 220 },
}

export function rangeOf(reading: Reading): Range {
  return BY_PID[String(reading.pid).toUpperCase()] ?? BY_UNIT[unitOf(reading)] ?? { from: 0, to: Math.max(1, Number(reading.value) || 1) }
}

/** Where the needle is, 0 to 1; null for a value that is no number. */
export function shareOf(reading: Reading): number | null {
  if (typeof reading.value !== 'number') return null
  const { from, to } = rangeOf(reading)
  return Math.min(1, Math.max(0, (reading.value - from) / (to - from)))
}

export function labelOf(reading: Reading): string {
  return (lang.value === 'en' ? reading.label_en : reading.label_zh) || reading.name.replaceAll('_', ' ')
}

export function shown(value: Reading['value']): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'number') return value ?? '—'
  return Math.abs(value) >= 100 || Number.isInteger(value) ? Math.round(value).toString() : value.toFixed(1)
}
