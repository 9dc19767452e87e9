import type { LiveValue } from '@/shared/api/box'
import { lang } from '@/shared/i18n'
import { t } from './texts'

/** A live value as the bay sends it, with the driver's names in both languages; states carry their words. */
export type Reading = LiveValue

/** Two control units may both tell the same value, and one PID may tell several; each has its own dial. */
export function keyOf(reading: Reading): string {
  return `${reading.name}@${reading.source ?? ''}`
}

const UNIT_SIGNS: Record<string, string> = { degC: '°C', percent: '%', deg: '°', ohm: 'Ω', us: 'µs', uA: 'µA', mm2: 'mm²' }
// Units that are words, or that the name says already.
const NO_UNIT = new Set(['count', 'bool', 'code', 'list', 'hex', 'dtc', 'unit', 'ratio'])

export function unitSign(unit: string | undefined): string {
  const said = unit ?? ''
  return NO_UNIT.has(said) ? '' : (UNIT_SIGNS[said] ?? said.replace('m3', 'm³'))
}

export function unitOf(reading: Reading): string {
  return typeof reading.value === 'number' && !stateOf(reading) ? unitSign(reading.unit) : ''
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
  degC: { from: -40, to: 150 },
  V: { from: 0, to: 16 },
  kPa: { from: 0, to: 255 },
  rpm: { from: 0, to: 7000 },
  'km/h': { from: 0, to: 220 },
  ratio: { from: 0, to: 2 },
}

export function rangeOf(reading: Reading): Range {
  return BY_PID[reading.pid.toUpperCase()] ?? BY_UNIT[reading.unit] ?? { from: 0, to: Math.max(1, Number(reading.value) || 1) }
}

/** Where the needle is, 0 to 1; null for a value that is no number or is a state. */
export function shareOf(reading: Reading): number | null {
  if (typeof reading.value !== 'number' || stateOf(reading)) return null
  const { from, to } = rangeOf(reading)
  return Math.min(1, Math.max(0, (reading.value - from) / (to - from)))
}

export function labelOf(reading: Reading): string {
  return (lang.value === 'en' ? reading.label_en : reading.label_zh) || reading.name.replaceAll('_', ' ')
}

/** The words of a value that is a state; "" for a measured one. */
export function stateOf(reading: Reading): string {
  return (lang.value === 'en' ? reading.text_en : reading.text_zh) ?? ''
}

/** A value as people read it. Small ones keep three figures, so that 0.004 does not become 0.0. */
export function shown(value: Reading['value']): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'number') return value ?? '—'
  const size = Math.abs(value)
  if (size >= 100 || Number.isInteger(value)) return Math.round(value).toString()
  if (size >= 10) return value.toFixed(1)
  return size >= 1 ? value.toFixed(2) : Number(value.toPrecision(3)).toString()
}

/** With its unit, or the words of its state. */
export function said(reading: Reading): string {
  if (reading.unit === 'bool') return t(reading.value ? 'value.yes' : 'value.no')
  return stateOf(reading) || [shown(reading.value), unitOf(reading)].filter(Boolean).join(' ')
}
