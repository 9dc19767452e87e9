import { describe, expect, it } from 'vitest'
import type { Order, Payment, ScanEvent } from '@/shared/api/box'
import { noteOfRefusal, noteOfScan, noteOfUnknown } from '@/kiosk/notes'
import { phaseOf, restOf } from '@/kiosk/payment_view'
import { goesBack } from '@/shared/order'
import { isPaymentCode, WedgeReader } from '@/shared/wedge'
import { enrolCodeIn } from '@/shared/session'
import { cashChange, likelySums } from '@/staff/till/cash'

const payment = (state: Payment['state'], reason?: string, id = 'p'): Payment => ({ id, order_id: 'o', tender: 'code', amount_fen: 100, tendered_fen: 100, change_fen: 0, state, reason })
const order = (state: Order['state'], payments: Payment[] = []): Order => ({ state, payments, total_fen: 500, paid_fen: 200 }) as unknown as Order

describe('what a payment looks like', () => {
  it.each([
    ['nothing yet', order('awaiting_payment'), false, null, 'waiting'],
    ['on its way', order('awaiting_payment'), true, null, 'sending'],
    ['undecided', order('awaiting_payment', [payment('pending')]), false, null, 'sending'],
    ['refused', order('awaiting_payment', [payment('declined')]), false, null, 'declined'],
    ['refused, seen', order('awaiting_payment', [payment('declined')]), false, 'p', 'waiting'],
    ['refused, then a new one', order('awaiting_payment', [payment('declined', '', 'a'), payment('pending', '', 'b')]), false, null, 'sending'],
    ['unknown', order('payment_unknown', [payment('unknown')]), false, null, 'unknown'],
    ['unknown hides nothing', order('awaiting_payment', [payment('unknown'), payment('declined')]), false, null, 'unknown'],
    ['taken back', order('awaiting_payment', [payment('reversed')]), false, null, 'reversed'],
    ['approved, but the order is not paid', order('awaiting_payment', [payment('approved')]), false, null, 'waiting'],
    ['paid', order('paid', [payment('approved')]), false, null, 'paid'],
  ] as const)('%s', (_name, given, sending, dismissed, phase) => expect(phaseOf(given, sending, dismissed)).toBe(phase))

  it('sends the customer to the phone when it takes long', () => {
    expect(phaseOf(order('awaiting_payment', [payment('pending')]), false, null, true)).toBe('password')
    expect(phaseOf(order('awaiting_payment'), true, null, true)).toBe('password')
    expect(phaseOf(order('awaiting_payment'), false, null, true)).toBe('waiting')
  })

  it('never asks for less than nothing', () => {
    expect(restOf(order('awaiting_payment'))).toBe(300)
    expect(restOf({ ...order('paid'), paid_fen: 900 })).toBe(0)
  })
})

describe('what a scan says to a customer', () => {
  const scan = (type: ScanEvent['type'], reason = ''): ScanEvent => ({ topic: 'scan', type, station: 'kiosk1', unit: 'cam1', code: '690', symbology: 'EAN-13', reason })
  it.each([
    ['unknown', '', false, 'note.unknown'], ['refused', 'bad-check-digit', false, 'note.check'], ['refused', 'paying', true, 'note.paying'],
    ['refused', 'expired', false, 'note.expired'], ['refused', 'price-label', false, 'note.label'], ['refused', 'weigh-first', false, 'note.weigh'],
    ['refused', 'member-code', false, 'note.member_code'], ['refused', 'toString', false, 'note.refused'],
    ['refused', 'whatever', false, 'note.refused'], ['payment_code', '', false, 'note.payment_code'],
    ['payment_code', 'code-payment-off', true, 'note.code_off'], ['payment_code', 'provider-busy', true, 'note.busy'], ['payment_code', 'whatever', true, 'pay.not_sent'],
  ] as const)('%s %s', (type, reason, paying, title) => expect(noteOfScan(scan(type, reason), paying)?.title).toBe(title))

  it('sends who shows the advertisement on a pack to its barcode, and quotes no more of it than it must', () => {
    const square = (code: string, type: ScanEvent['type'] = 'unknown', reason = '') => noteOfScan({ ...scan(type, reason), code, symbology: 'QR' }, false)!
    expect(square('https://example.com/').title).toBe('note.no_barcode')
    expect(square('https://example.com/').params?.code).toBe('\u2068https://example.com/\u2069')
    expect(square('x'.repeat(199) + '…', 'refused', 'bad-code').params?.code).toBe(`\u2068${'x'.repeat(24)}…\u2069`)
    expect(square('6901234567892').title).toBe('note.unknown')
    expect(noteOfUnknown('69\u202E01\u2069').params?.code).toBe('\u20686901\u2069') // typed by a keyboard scanner
  })

  it('is silent when all is well', () => {
    expect(noteOfScan(scan('accepted'), false)).toBeNull()
    expect(noteOfScan(scan('payment_code'), true)).toBeNull()
    expect(noteOfScan(scan('payment_code', 'payment-in-progress'), true)).toBeNull()
  })

  it('invites no payment code where none is taken', () => {
    expect(noteOfScan(scan('payment_code', 'nothing-to-pay'), false, false)?.title).toBe('note.code_off')
    expect(noteOfRefusal('payment-code', false)?.title).toBe('note.code_off')
    expect(noteOfRefusal('payment-code')?.title).toBe('note.payment_code')
  })
})

describe('payment codes', () => {
  it.each([
    ['134567890123456789', true], ['101234567890123456', true], ['284567890123456789', true], ['301234567890123456789012', true],
    ['164567890123456789', false], ['6921168509256', false], ['28456789012345', false], ['13456789012345678x', false],
  ])('%s', (code, is) => expect(isPaymentCode(code)).toBe(is))
})

describe('a keyboard wedge', () => {
  function type(reader: WedgeReader, text: string, gap: number, clock: { now: number }, extra: Partial<KeyboardEvent> = {}): boolean {
    let stopped = false
    for (const char of [...text, '\n']) {
      clock.now += gap
      const key = char === '\n' ? 'Enter' : char
      reader.onKey({ key, code: /\d/.test(char) ? `Digit${char}` : '', target: null, preventDefault: () => (stopped = true), stopImmediatePropagation: () => undefined, ...extra, ...(char === '\n' ? { isComposing: false, key: 'Enter' } : {}) } as KeyboardEvent)
    }
    return stopped
  }
  function reader(options = {}) {
    const clock = { now: 0 }
    const scans: string[] = []
    return { clock, scans, wedge: new WedgeReader({ onScan: (code) => scans.push(code), now: () => clock.now, ...options }) }
  }

  it('takes fast digits with Enter as a scan and keeps Enter from the page', () => {
    const { wedge, clock, scans } = reader()
    expect(type(wedge, '6921168509256', 8, clock)).toBe(true)
    expect(scans).toEqual(['6921168509256'])
  })

  it('leaves people typing alone', () => {
    const { wedge, clock, scans } = reader()
    expect(type(wedge, '6921168509256', 150, clock)).toBe(false)
    expect(type(wedge, '12', 10, clock)).toBe(false)
    expect(scans).toEqual([])
  })

  it('ignores keys of an input method', () => {
    const { wedge, clock, scans } = reader()
    type(wedge, '6921168509256', 8, clock, { isComposing: true })
    expect(scans).toEqual([])
  })

  it('strips what the scanner puts around the code', () => {
    const { wedge, clock, scans } = reader({ prefix: '~', suffix: '#' })
    type(wedge, '~6921168509256#', 8, clock)
    type(wedge, '6921168509256', 8, clock)
    expect(scans).toEqual(['6921168509256'])
  })

  it('keeps two scans in 100 ms apart', () => {
    const { wedge, clock, scans } = reader()
    type(wedge, '6921168509256', 3, clock)
    type(wedge, '6928804011142', 3, clock)
    expect(scans).toEqual(['6921168509256', '6928804011142'])
  })
})

describe('an order on the screen', () => {
  const state = (name: Order['state'], payments: Payment[] = [], id = 'o') => ({ ...order(name, payments), id }) as Order
  it.each([
    ['nothing shown yet', null, state('awaiting_payment'), false],
    ['another order', state('paid'), state('awaiting_payment', [], 'p'), false],
    ['paid, then a late answer', state('paid', [payment('approved')]), state('awaiting_payment', [payment('pending')]), true],
    ['paid, then refunded', state('paid'), state('refunded'), false],
    ['an attempt less than known', state('awaiting_payment', [payment('pending')]), state('awaiting_payment'), true],
    ['the attempt decided', state('awaiting_payment', [payment('pending')]), state('paid', [payment('approved')]), false],
  ] as const)('%s', (_name, now, next, back) => expect(goesBack(now, next)).toBe(back))
})

describe('small things', () => {
  it('finds an enrolment code in an address', () => {
    expect(enrolCodeIn('http://box/kiosk.html#enrol=k7qm2xrd')).toBe('K7QM2XRD')
    expect(enrolCodeIn('http://box/kiosk.html#enrol=K7QM-2XRD')).toBe('K7QM-2XRD')
    expect(enrolCodeIn('http://box/kiosk.html#/till')).toBeNull()
    expect(enrolCodeIn('http://box/kiosk.html#enrol=short')).toBeNull()
  })

  it.each([
    // tendered, owed, due in cash, given back
    ['exact', 1234, 1234, 1234, 0], ['a note', 2000, 1234, 1234, 766], ['too little', 1000, 1234, 1234, -234],
    ['rounded down', 200, 103, 100, 100], ['rounded down, exact', 100, 103, 100, 0],
    ['rounded up', 2000, 1236, 1240, 760], ['rounded up, the exact rest', 1236, 1236, 1240, 0], ['rounded up, a fen more', 1237, 1236, 1240, 1],
    ['rounded to nothing', 0, 4, 0, 0], ['rounded to nothing, a coin', 100, 4, 0, 100],
  ])('knows the change as the box gives it: %s', (_what, tendered, rest, due, change) => expect(cashChange(tendered, rest, due)).toBe(change))

  it('offers the sums people hand over', () => {
    expect(likelySums(40_400)).toEqual([40_400, 41_000, 42_000, 45_000, 50_000])
    expect(likelySums(1_000)).toEqual([1_000, 2_000, 5_000, 10_000])
    expect(likelySums(3)).toEqual([3, 1_000, 2_000, 5_000, 10_000])
  })
})
