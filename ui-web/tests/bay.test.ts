import { beforeEach, describe, expect, it } from 'vitest'
import { setLang } from '@/shared/i18n'
import { carOf, NAMELESS } from '@/staff/bay/car'
import { offersOf } from '@/staff/bay/choice'
import { clearCall, clearWord, isInDoubt, personWord, whyNotClear } from '@/staff/bay/clear'
import { faultsOf, type CodeSaid } from '@/staff/bay/codes'
import { keyOf, said, shareOf, shown, unitOf, type Reading } from '@/staff/bay/gauges'
import { indexAt, laneScale, laneSpan } from '@/staff/bay/lanes'
import { barOf, bySource, counterOf, failedFirst, inUseRows, troubleKind, unitNames, watchedOf, type SelfTest } from '@/staff/bay/report'
import { copyOf, createTrace } from '@/staff/bay/trace'
import { volts, voltageWord } from '@/staff/bay/voltage'
import zh from '@/staff/bay/zh-CN.json'

const reading = (name: string, value: Reading['value'], more: Partial<Reading> = {}): Reading => ({ pid: '0C', name, value, unit: 'rpm', source: '7E8', ...more })
const code = (name: string, severity: string | undefined, kind: CodeSaid['kind'] = 'stored', unit = '7E8'): CodeSaid => ({ code: name, kind, unit, severity })
const test = (value: number, least: number, most: number): SelfTest => ({ unit: '7E8', monitor: '21', test: '80', value, least, most, value_unit: 'count', passed: value >= least && value <= most })

beforeEach(() => setLang('zh-CN', false))

describe('faults', () => {
  const names = (codes: CodeSaid[]) => faultsOf(codes).map((fault) => fault.said.code)

  it('come in the order in which somebody must act', () => {
    expect(names([code('P0440', 'watch'), code('P0300', 'stop'), code('P0171', 'soon'), code('P0301', 'stop')])).toEqual(['P0300', 'P0301', 'P0171', 'P0440'])
  })

  it('have the stored before the pending before the permanent inside a severity', () => {
    expect(names([code('P0003', 'soon', 'permanent'), code('P0002', 'soon', 'pending'), code('P0004', 'soon')])).toEqual(['P0004', 'P0002', 'P0003'])
  })

  it('name a code once however many lists it stands in, but once for each control unit', () => {
    const faults = faultsOf([code('P0171', 'soon', 'permanent'), code('P0171', 'soon'), code('P0171', 'soon', 'pending', '7E9')])
    expect(faults.map((fault) => [fault.said.unit, fault.kinds])).toEqual([['7E8', ['stored', 'permanent']], ['7E9', ['pending']]])
  })

  it('say how the part failed, from whichever list knows it', () => {
    const uds = (failure_type: string, words: string) => ({ failure_type, failure_en: words, failure_zh: words, status: '2F', status_bits: [], severity: null, severity_bits: [] })
    const faults = faultsOf([code('P0171', 'soon'), { ...code('P0171', 'soon', 'permanent'), uds: uds('11', 'short to ground') }, { ...code('P0300', 'soon'), uds: uds('00', 'no details') }])
    expect(faults.map((fault) => fault.failure?.en)).toEqual(['short to ground', undefined])
  })

  it('take no severity that nobody said', () => {
    const faults = faultsOf([code('P1234', undefined), code('P1235', 'terrible'), code('P0440', 'watch')])
    expect(faults.map((fault) => fault.severity)).toEqual(['watch', null, null])
  })
})

describe('the bar of a self-test', () => {
  it.each([
    [5, 0, 10, { from: 0.06, at: 0.5, to: 0.94 }],
    [0, 0, 10, { from: 0.06, at: 0.06, to: 0.94 }],
    [20, 0, 10, { from: 0.06, at: 0.94, to: 0.5 }],
    [-10, 0, 10, { from: 0.5, at: 0.06, to: 0.94 }],
    [3, 3, 3, { from: 0.5, at: 0.5, to: 0.5 }],
  ])('of %d between %d and %d', (value, least, most, bar) => {
    const found = barOf({ value, least, most })!
    for (const key of ['from', 'at', 'to'] as const) expect(found[key], key).toBeCloseTo(bar[key])
  })

  it('is not drawn from limits that make no range', () => {
    expect(barOf({ value: 1, least: 5, most: 2 })).toBeNull()
    expect(barOf({ value: Number.NaN, least: 0, most: 2 })).toBeNull()
  })

  it('stands within its picture for anything', () => {
    for (let at = 0; at < 500; at += 1) {
      const [a, b, value] = [Math.random() * 1e5 - 5e4, Math.random() * 1e5, Math.random() * 2e5 - 1e5] as [number, number, number]
      const bar = barOf({ value, least: Math.min(a, b), most: Math.max(a, b) })!
      for (const share of Object.values(bar)) expect(share >= 0 && share <= 1, `${value} in ${a}..${b}`).toBe(true)
    }
  })

  it('comes first when the test was failed', () => {
    expect(failedFirst([test(1, 0, 2), test(5, 0, 2), test(0, 0, 2), test(9, 0, 2)]).map((item) => item.value)).toEqual([5, 9, 1, 0])
  })
})

describe('the trace', () => {
  const at = (trace: ReturnType<typeof createTrace>, ...keys: string[]) => trace.samplesOf(keys)

  it('keeps so much and no more, all columns of one length', () => {
    const trace = createTrace(50, 10)
    for (let n = 0; n < 1_000; n += 1) trace.take([reading('rpm', n), ...(n % 2 ? [reading('load', n)] : [])], n * 0.1)
    const { times, columns } = at(trace, 'rpm@7E8', 'load@7E8')
    expect(times.length).toBeGreaterThanOrEqual(50)
    expect(times.length).toBeLessThanOrEqual(60)
    expect(columns.map((column) => column.length)).toEqual([times.length, times.length])
    expect(columns[0]!.at(-1)).toBe(999)
    expect(times.at(-1)).toBeCloseTo(99.9)
    expect(columns[1]!.at(-2)).toBeNull()
  })

  it('begins a value that comes later with nothing, and has nothing of one that never came', () => {
    const trace = createTrace()
    trace.take([reading('rpm', 1)], 1)
    trace.take([reading('rpm', 2), reading('load', 5)], 1.1)
    expect(at(trace, 'load@7E8', 'other@7E8').columns).toEqual([[null, 5], [null, null]])
  })

  it('draws no line across a time without values', () => {
    const trace = createTrace()
    trace.take([reading('rpm', 1)], 1)
    trace.take([reading('rpm', 2)], 20)
    expect(at(trace, 'rpm@7E8').columns[0]).toEqual([1, null, 2])
    expect(at(trace, 'rpm@7E8').times[1]).toBeGreaterThan(1)
  })

  it('keeps two units apart, takes words for no number, and ignores an empty reading', () => {
    const trace = createTrace()
    trace.take([reading('rpm', 1), reading('rpm', 7, { source: '7E9' }), reading('fuel', 'petrol')], 1)
    trace.take([], 1.1)
    expect(at(trace, 'rpm@7E8', 'rpm@7E9', 'fuel@7E8')).toEqual({ times: [1], columns: [[1], [7], [null]] })
    trace.clear()
    expect(trace.lastAt()).toBeNull()
  })

  it('stands still in a copy while it goes on', () => {
    const trace = createTrace()
    trace.take([reading('rpm', 1)], 1)
    const held = copyOf(at(trace, 'rpm@7E8'))
    trace.take([reading('rpm', 2)], 1.1)
    expect(held).toEqual({ times: [1], columns: [[1]] })
    expect(at(trace, 'rpm@7E8').columns[0]).toEqual([1, 2])
  })
})

describe('lanes', () => {
  it('share the height without touching', () => {
    const span = { low: 20, high: 70 }
    for (const lanes of [1, 2, 5, 10])
      for (let lane = 0; lane < lanes; lane += 1) {
        const [min, max] = laneScale(span, lane, lanes)
        const share = (value: number) => (value - min) / (max - min)
        expect(share(span.low)).toBeCloseTo((lanes - 1 - lane) / lanes)
        expect(share(span.high)).toBeCloseTo((lanes - lane) / lanes)
      }
  })

  it('hold their data between round numbers, and make no storm of noise', () => {
    for (const [least, most, narrowest] of [[740, 2350, 100], [-3.9, 3.9, 1], [6.25, 6.25, 2], [0, 0, 5], [90, 90.4, 8]] as const) {
      const { low, high } = laneSpan(least, most, narrowest)
      expect(low <= least && high >= most, `${low}..${high}`).toBe(true)
      expect(high - low).toBeGreaterThanOrEqual(narrowest)
      expect(high - low).toBeLessThan(2.2 * Math.max(most - least, narrowest))
    }
    expect(laneSpan(null, null, 10)).toEqual({ low: -5, high: 5 })
  })

  it('find the sample under the cursor', () => {
    const times = [1, 2, 4, 8]
    expect([0.5, 1, 3.9, 4, 100].map((time) => indexAt(times, time))).toEqual([-1, 0, 1, 2, 3])
    expect(indexAt([], 1)).toBe(-1)
  })
})

describe('values', () => {
  it('are said as people read them', () => {
    expect([0.004, 0.781, 6.25, 49.04, 1530.4, 0, 12, null].map((value) => shown(value))).toEqual(['0.004', '0.781', '6.25', '49.0', '1530', '0', '12', '—'])
    expect(said(reading('t', 90, { unit: 'degC' }))).toBe('90 °C')
    expect(said(reading('b', 1, { unit: 'bool' }))).toBe('是')
    expect(said(reading('s', 2, { unit: 'code', text_en: 'Closed loop', text_zh: '闭环' }))).toBe('闭环')
    expect(said(reading('list', ['A', 'B'], { unit: 'list' }))).toBe('A, B')
  })

  it('that are states have neither unit nor needle', () => {
    const state = reading('s', 2, { unit: 'code', text_en: 'Closed loop', text_zh: '闭环' })
    expect(unitOf(state)).toBe('')
    expect(shareOf(state)).toBeNull()
    expect(shareOf(reading('rpm', 3_500))).toBe(0.5)
    expect(shareOf(reading('rpm', 99_999))).toBe(1)
  })

  it('can be chosen by identifier, each once, and only what the box takes', () => {
    const offers = offersOf([reading('rpm', 1), reading('rpm', 1, { source: '7E9' }), reading('b', 1, { pid: '0a' }), reading('c', 1, { pid: 'F40C' })])
    expect(offers).toEqual([{ pid: '0A', names: ['b'] }, { pid: '0C', names: ['rpm'] }])
    expect(keyOf(reading('a', 1))).not.toBe(keyOf(reading('b', 1)))
  })

  it('warn of a battery only when it was measured', () => {
    expect([null, undefined, 11_990, 12_000, 14_200, 5_900, 0].map((mv) => voltageWord(mv))).toEqual(['', '', 'low', '', '', 'none', 'none'])
    expect([null, 12_610].map((mv) => volts(mv))).toEqual(['—', '12.6 V'])
  })
})

describe('a report', () => {
  it('tells first which self-tests are not complete, and how this drive went', () => {
    const monitor = (name: string, complete: boolean | null, available = true) => ({ name, available, complete })
    const watched = watchedOf([{ unit: '7E8', monitors: [monitor('misfire', true), monitor('evap', false), monitor('egr', null, false)], this_cycle: [monitor('evap', true), monitor('misfire', null, false)] }])
    expect(watched.map((item) => [item.name, item.complete, item.thisDrive])).toEqual([['evap', false, true], ['misfire', true, null]])
  })

  it('pairs the counters and leaves out what the car does not have', () => {
    const values = [['ignition_cycles', 1830], ['obd_monitor_conditions', 412], ['egr_completed', 3], ['egr_conditions', 9], ['o2_b2_completed', 0], ['o2_b2_conditions', 0]] as const
    const readings = values.map(([name, value]) => reading(`iupr.${name}`, value))
    expect(inUseRows(readings)).toEqual([{ name: 'obd_monitor', completed: null, conditions: 412 }, { name: 'egr', completed: 3, conditions: 9 }])
    expect(counterOf(readings, 'ignition_cycles')).toBe(1830)
    expect(counterOf(readings, 'nothing')).toBeNull()
  })

  it('puts values to their control units and names these', () => {
    expect(bySource([reading('a', 1), reading('b', 2, { source: '7E9' }), reading('c', 3)]).map(([unit, values]) => [unit, values.map((item) => item.name)])).toEqual([['7E8', ['a', 'c']], ['7E9', ['b']]])
    expect(unitNames({ vehicle: { units: [{ id: '7E8', name: 'ECM' }, { id: '7E9', name: null }] } })).toEqual({ '7E8': 'ECM' })
  })

  it('has a kind for every trouble', () => {
    expect(['lost', 'negative-11', 'no-data', 'can-error', 'buffer-full', 'vin-differs', 'data-length', 'quite-new'].map(troubleKind)).toEqual(['lost', 'refused', 'silent', 'line', 'adapter', 'vin', 'checks', 'checks'])
  })
})

describe('the car in the bay', () => {
  it('is known by its VIN, or known not to tell one once its codes were read', () => {
    expect(carOf({ phase: 'ready', vin: 'V1', codes_read: [] })).toBe('V1')
    expect(carOf({ phase: 'ready', vin: null, codes_read: ['stored'] })).toBe(NAMELESS)
    for (const phase of ['ready', 'connecting', null] as const) expect(carOf({ phase, vin: null, codes_read: [] })).toBeUndefined()
    expect(carOf({ phase: 'lost', vin: null })).toBeUndefined()
  })
})

describe('erasing codes', () => {
  const now = Date.parse('2026-11-22T10:00:00Z')
  const report = { at: '2026-11-22T09:45:00Z', partial: false, vin: 'V1', cleared: [] }

  it('needs a complete report of this car of the last half hour', () => {
    expect(whyNotClear('李工', 'V1', report, now)).toBe('')
    expect(whyNotClear('李工', null, report, now)).toBe('no_car')
    expect(whyNotClear('李工', 'V1', null, now)).toBe('no_report')
    expect(whyNotClear('李工', 'V2', report, now)).toBe('no_report')
    expect(whyNotClear('李工', 'V1', { ...report, partial: true }, now)).toBe('partial')
    expect(whyNotClear('李工', 'V1', { ...report, at: '2026-11-22T09:30:00Z' }, now)).toBe('')
    expect(whyNotClear('李工', 'V1', { ...report, at: '2026-11-22T09:29:59Z' }, now)).toBe('old')
    expect(whyNotClear('李工', 'V1', { ...report, at: 'never' }, now)).toBe('old')
  })

  it('needs a person, and is done once for each report', () => {
    expect(whyNotClear(null, 'V1', report, now)).toBe('nobody')
    const after = (result: 'done' | 'failed' | 'unknown' | 'under_way', reason = '') => whyNotClear('李工', 'V1', { ...report, cleared: [{ result, reason }] }, now)
    expect([after('done'), after('unknown', 'restarted'), after('under_way'), after('failed', 'lost')]).toEqual(['already', 'already', 'already', 'already'])
    expect(after('failed', 'clear-engine-runs')).toBe('')
    expect(personWord('owner', 'owner')).toBe('店主')
    expect(personWord('李工', 'technician')).toBe('李工')
  })

  it('is offered only by a box that can do it', () => {
    expect(clearCall({})).toBeNull()
    expect(clearCall({ clearCodes: ['owner'] })).toBe('clearCodes')
  })

  it('does not claim that nothing was erased when nobody can know', () => {
    expect(isInDoubt({ state: 'failed', reason: 'clear-engine-runs' })).toBe(false)
    expect(isInDoubt({ state: 'failed', reason: 'lost' })).toBe(true)
    expect(isInDoubt({ state: 'unknown', reason: '' })).toBe(true)
  })

  it('says in words what it does not know', () => {
    expect(clearWord('')).toBe(zh['bay.no_reason'])
    expect(clearWord('quite-new')).toBe('quite-new')
  })
})
