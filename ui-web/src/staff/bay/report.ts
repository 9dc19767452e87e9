import type { Monitor } from '@/shared/api/box'
import type { CodeSaid } from './codes'
import type { Reading } from './gauges'

// The report as the bay's driver writes it (devices/drivers/READINGS.md). Older ones lack some parts.

export interface UnitReadiness {
  unit?: string
  monitors?: Monitor[]
  this_cycle?: Monitor[] | null
}

export interface SelfTest {
  unit: string
  monitor: string
  monitor_en?: string
  monitor_zh?: string
  test: string
  test_en?: string
  test_zh?: string
  value: number
  least: number
  most: number
  value_unit: string
  passed: boolean
}

export interface ControlUnit {
  id: string
  name?: string | null
  calibrations?: string[]
  cvn?: string[]
}

export interface Frame {
  unit: string
  frame: number
  code: string
  values: Reading[]
}

export interface Trouble {
  step: string
  unit?: string
  name: string
  text?: string
}

export interface Step {
  step: string
  request: string
  at_ms: number
  took_ms: number
  lines: string[]
  result: string
}

export interface ReportBody {
  partial?: boolean
  reason?: string
  duration_ms?: number
  voltage_mv?: number | null
  mil_on?: boolean | null
  vehicle?: { vin?: string | null; vin_check?: string; protocol?: string | null; units?: ControlUnit[] }
  adapter?: { id?: string | null }
  codes?: CodeSaid[]
  codes_read?: string[]
  readiness?: UnitReadiness[]
  freeze_frames?: Frame[]
  tests?: SelfTest[]
  in_use?: Array<{ unit: string; values: Reading[] }>
  live?: Reading[]
  problems?: Trouble[]
  steps?: Step[]
}

/** The names that control units give themselves, by address. */
export function unitNames(body: ReportBody): Record<string, string> {
  return Object.fromEntries((body.vehicle?.units ?? []).flatMap((unit) => (unit.name ? [[unit.id, unit.name]] : [])))
}

/** Values by the control unit that told them, in the order in which the units first speak. */
export function bySource(values: readonly Reading[]): Array<[string, Reading[]]> {
  const parts = new Map<string, Reading[]>()
  for (const value of values) {
    const source = value.source ?? ''
    parts.set(source, [...(parts.get(source) ?? []), value])
  }
  return [...parts]
}

/** Failed tests first; inside that, as the car told them. */
export function failedFirst(tests: readonly SelfTest[]): SelfTest[] {
  return [...tests].sort((a, b) => Number(a.passed) - Number(b.passed))
}

/** Shares of a bar's width: where the allowed range begins and ends, and where the value is. */
export interface Bar {
  from: number
  to: number
  at: number
}

const MARGIN = 0.06 // so that a value on its limit is seen to be on it

/** Null when the limits make no range. */
export function barOf(test: Pick<SelfTest, 'value' | 'least' | 'most'>): Bar | null {
  const { value, least, most } = test
  if (![value, least, most].every(Number.isFinite) || least > most) return null
  const low = Math.min(least, value)
  const high = Math.max(most, value)
  const span = high - low
  if (span === 0) return { from: 0.5, to: 0.5, at: 0.5 }
  const share = (x: number) => MARGIN + ((x - low) / span) * (1 - 2 * MARGIN)
  return { from: share(least), to: share(most), at: share(value) }
}

/** A monitor that a unit has, since the codes were erased and on this drive. */
export interface Watched extends Monitor {
  unit: string
  thisDrive: boolean | null
}

/** Only what the units have; not complete first, as that is what somebody has to do something about. */
export function watchedOf(parts: readonly UnitReadiness[]): Watched[] {
  const all = parts.flatMap((part) =>
    (part.monitors ?? [])
      .filter((monitor) => monitor.available)
      .map((monitor) => {
        const now = part.this_cycle?.find((other) => other.name === monitor.name && other.available)
        return { ...monitor, unit: part.unit ?? '', thisDrive: now?.complete ?? null }
      }),
  )
  return all.sort((a, b) => Number(a.complete) - Number(b.complete))
}

/** How often one self-test could have run, and has. */
export interface InUse {
  name: string
  completed: number | null
  conditions: number | null
}

/** The counters of service 09 in pairs; tests that the car does not have (never, of never) are left out. */
export function inUseRows(values: readonly Reading[]): InUse[] {
  const rows = new Map<string, InUse>()
  for (const { name, value } of values) {
    const part = /^iupr\.(\w+)_(completed|conditions)$/.exec(name)
    if (!part || typeof value !== 'number') continue
    const row = rows.get(part[1]!) ?? { name: part[1]!, completed: null, conditions: null }
    row[part[2] as 'completed' | 'conditions'] = value
    rows.set(part[1]!, row)
  }
  return [...rows.values()].filter((row) => row.completed || row.conditions)
}

/** A plain counter beside the pairs, as the starts of the engine. */
export function counterOf(values: readonly Reading[], name: string): number | null {
  const value = values.find((item) => item.name === `iupr.${name}`)?.value
  return typeof value === 'number' ? value : null
}

export type TroubleKind = 'lost' | 'refused' | 'silent' | 'line' | 'adapter' | 'vin' | 'checks'

const KINDS: Array<[TroubleKind, RegExp]> = [
  ['lost', /^lost$/],
  ['refused', /^negative-/],
  ['vin', /^vin-differs$/],
  ['silent', /^(no-data|no-answer|empty-reply|not-heard|silent|no-value|isotp-timeout-.*|flow-control-timeout)$/],
  ['line', /^(bus-.*|can-error|feedback-error|unable-to-connect|rx-error|data-error|isotp-(incomplete|interrupted|sequence|overflow))$/],
  ['adapter', /^(adapter-.*|buffer-full|reply-overflow|low-voltage-reset|low-power|no-power|activity-alert|unknown-command|stopped)$/],
]

/** What went wrong while reading, in a few kinds that people can do something about. */
export function troubleKind(name: string): TroubleKind {
  return KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'checks'
}
