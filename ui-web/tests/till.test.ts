import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import type { Cart, CartLine, LiveEvent, Order, Session } from '@/shared/api/box'
import { Problem } from '@/shared/api/client'
import { parseWeight, priceOf } from '@/staff/till/weight'

/** What the box answers, call by call; a test puts its own answers in. */
const box = vi.hoisted(() => ({}) as Record<string, ReturnType<typeof vi.fn>>)
vi.mock('@/shared/api/box', () => ({ box }))

import { useSession } from '@/shared/session'
import { useTill } from '@/staff/till_store'

const apples = { sku: 'APL', name: '苹果', name_en: 'Apples', codes: ['9520001088063'], price_fen: 1360, unit: 'kg' }
function line(milli: number): CartLine {
  return { id: 'l1', sku: 'APL', name: '苹果', name_en: 'Apples', code: '', quantity_milli: milli, unit: 'kg', unit_price_fen: 1360, discount_fen: 0, amount_fen: priceOf(milli, 1360) }
}
function cart(version: number, lines: CartLine[]): Cart {
  return { id: 'c1', station: 'till1', state: 'open', version, lines, total_fen: lines.reduce((sum, one) => sum + one.amount_fen, 0), order_id: null }
}

beforeEach(() => {
  vi.unstubAllGlobals()
  setActivePinia(createPinia())
  for (const name of Object.keys(box)) delete box[name]
  box.openCart = vi.fn(async () => cart(1, []))
  box.currentCart = vi.fn(async () => null)
  useSession().who = { role: 'cashier', station: 'till1', tenders: ['cash', 'code'] } as Session
})

describe('a weight', () => {
  it.each([
    ['352', 'g', 352], ['0.352', 'kg', 352], ['0,35', 'kg', 350], ['1', 'kg', 1000], ['99999', 'g', 99_999], [' 5 ', 'g', 5],
    ['0.352', 'g', null], ['0.3521', 'kg', null], ['0', 'g', null], ['', 'g', null], ['-5', 'g', null], ['1e3', 'g', null], ['100', 'kg', null], ['5.', 'kg', null],
  ] as const)('%s %s', (text, unit, weight_g) => expect(parseWeight(text, unit)).toBe(weight_g))

  it('is priced as the box prices it', () => {
    expect(priceOf(350, 1360)).toBe(476)
    expect(priceOf(1, 1360)).toBe(1)
    expect(priceOf(333, 725)).toBe(241)
  })
})

describe('goods sold by weight at the till', () => {
  beforeEach(() => {
    box.addLine = vi.fn(async (_cart: string, item: { quantity_milli?: number }) => {
      if (!item.quantity_milli) throw new Problem(422, 'weigh-first', '')
      return cart(2, [line(item.quantity_milli)])
    })
  })

  it('are asked about when they are chosen by name, and added with what was read off the scale', async () => {
    const till = useTill()
    till.found = [apples as never]
    expect(await till.add({ sku: 'APL' })).toBe(true)
    expect(till.weighing).toMatchObject({ name: '苹果', price_fen: 1360, weight_g: null })
    expect(till.lines).toEqual([])
    await till.weighed(350)
    expect(box.addLine).toHaveBeenLastCalledWith('c1', { sku: 'APL', quantity_milli: 350 })
    expect(till.weighing).toBeNull()
    expect(till.total).toBe(476)
  })

  it('are asked about when their code is typed or seen by the scanner of the till', async () => {
    box.productByCode = vi.fn(async () => apples)
    const till = useTill()
    await till.enter('9520001088063')
    expect(till.weighing?.name).toBe('苹果')
    till.weighing = null
    till.onEvent({ topic: 'scan', type: 'refused', reason: 'weigh-first', station: 'till1', unit: 'cam1', code: '9520001088063', symbology: 'EAN-13' } as LiveEvent)
    await vi.waitFor(() => expect(till.weighing?.price_fen).toBe(1360))
  })

  it('can be weighed again on their line', async () => {
    box.setQuantity = vi.fn(async (_cart: string, _line: string, milli: number) => cart(3, [line(milli)]))
    const till = useTill()
    till.onEvent({ topic: 'cart', type: 'changed', station: 'till1', cart: cart(2, [line(350)]) })
    till.weighAgain(till.lines[0] as CartLine)
    expect(till.weighing?.weight_g).toBe(350)
    await till.weighed(420)
    expect(box.setQuantity).toHaveBeenCalledWith('c1', 'l1', 420)
    expect(till.lines[0]?.quantity_milli).toBe(420)
  })
})

describe('payment codes that the scanner of the till sees', () => {
  const seen = (reason: string) => ({ topic: 'scan', type: 'payment_code', reason, station: 'till1', unit: 'cam1', code: '13…', symbology: 'QR' }) as LiveEvent
  it.each([
    ['code-payment-off', 'till.code_off'], ['provider-busy', 'till.provider_busy'], ['payment-in-progress', 'till.in_progress'],
    ['nothing-to-pay', 'till.pay_first'], ['whatever', 'till.not_begun'],
  ])('%s', (reason, title) => {
    const till = useTill()
    till.onEvent(seen(reason))
    expect(till.note?.title).toBe(title)
  })

  it('are not invited by a store that takes none', async () => {
    useSession().who!.tenders = ['cash']
    const till = useTill()
    till.onEvent(seen('nothing-to-pay'))
    expect(till.note?.title).toBe('till.code_off')
    await till.toPayment('code')
    expect([till.step, till.order]).toEqual(['cart', null])
  })
})

const order = { id: 'o1', station: 'till1', state: 'awaiting_payment', pickup_code: '123456', lines: [line(350)], payments: [], total_fen: 476, paid_fen: 0 } as unknown as Order

it('lets go of an order that was cancelled, even when none of its lines came back', async () => {
  box.showOrder = vi.fn(async () => order)
  box.cancelOrder = vi.fn(async () => ({ ...order, state: 'cancelled' }))
  box.addLine = vi.fn(async () => {
    throw new Problem(404, 'unknown-code', '')
  })
  const till = useTill()
  till.open(order)
  await till.back()
  expect([till.step, till.order]).toEqual(['cart', null])
  expect(till.note).toMatchObject({ title: 'till.left_out', params: { names: '苹果' } })
  await till.back()
  expect(box.cancelOrder).toHaveBeenCalledTimes(1)
})

describe('a till that is loaded again', () => {
  const kept = new Map<string, string>()
  beforeEach(() => {
    kept.clear()
    vi.stubGlobal('localStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, text: string) => kept.set(name, text), removeItem: (name: string) => kept.delete(name) })
    box.showOrder = vi.fn(async () => order)
    box.leaveOrder = vi.fn(async () => order)
    box.receipt = vi.fn(async () => ({ text_lines: [] }))
    box.quote = vi.fn(async () => ({ id: 'q1' }))
  })
  /** The page is gone, what it kept is not. */
  function again() {
    setActivePinia(createPinia())
    useSession().who = { role: 'cashier', station: 'till1', tenders: ['cash', 'code'] } as Session
    return useTill()
  }

  it('shows the order that was being paid, where it was', async () => {
    box.placeOrder = vi.fn(async () => order)
    box.order = vi.fn(async () => order)
    await useTill().toPayment('code')
    const till = again()
    await till.restore()
    expect(till.order?.id).toBe('o1')
    expect(till.step).toBe('code')
    expect(box.showOrder).toHaveBeenCalledWith('o1')
  })

  it('shows the receipt when it was paid meanwhile', async () => {
    useTill().open(order)
    box.order = vi.fn(async () => ({ ...order, state: 'paid' }))
    const till = again()
    await till.restore()
    expect(till.step).toBe('done')
    expect(till.receipt).not.toBeNull()
  })

  it('asks again, with the same key, for an order that was asked for and not answered', async () => {
    box.placeOrder = vi.fn(() => new Promise(() => undefined))
    void useTill().toPayment('cash')
    await vi.waitFor(() => expect(box.placeOrder).toHaveBeenCalled())
    box.placeOrder = vi.fn(async () => order)
    const till = again()
    await till.restore()
    expect(box.placeOrder).toHaveBeenCalledWith('q1', { key: 'order-q1' })
    expect(till.order?.id).toBe('o1')
  })

  it('begins anew when the sale was over, or its order cancelled', async () => {
    box.order = vi.fn(async () => ({ ...order, state: 'cancelled' }))
    useTill().open(order)
    const till = again()
    await till.restore()
    expect(till.order).toBeNull()
    expect(kept.size).toBe(0)
    till.open(order)
    till.clear()
    expect(kept.size).toBe(0)
  })
})

it('does not bring the customer before back when the box answers late', async () => {
  const paid = { ...order, state: 'paid', paid_fen: 476 } as unknown as Order
  let say: (order: Order) => void = () => undefined
  let print: (slip: unknown) => void = () => undefined
  box.showOrder = vi.fn(async () => order)
  box.order = vi.fn(() => new Promise((resolve) => (say = resolve)))
  box.receipt = vi.fn(() => new Promise((resolve) => (print = resolve)))
  const till = useTill()
  till.open(order)
  till.onEvent({ topic: 'order', type: 'paid', order: paid } as unknown as LiveEvent)
  expect(till.step).toBe('done')
  const asked = till.recheck() // the stream was opened again
  till.clear() // next customer
  say(paid)
  print({ number: 'demo-1' })
  await asked
  await Promise.resolve()
  expect([till.step, till.order, till.receipt]).toEqual(['cart', null, null])
})

it('lets go of an order that was cancelled from the page of orders', () => {
  box.showOrder = vi.fn(async () => order)
  const till = useTill()
  till.open(order)
  till.onEvent({ topic: 'order', type: 'cancelled', station: 'till1', order: { ...order, state: 'cancelled' } })
  expect([till.step, till.order]).toEqual(['cart', null])
  expect(till.note?.title).toBe('till.cancelled')
})
