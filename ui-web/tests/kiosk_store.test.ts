import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createPinia, setActivePinia } from 'pinia'
import type { Order, Session } from '@/shared/api/box'
import { Problem } from '@/shared/api/client'

/** What the box answers, call by call; a test puts its own answers in. */
const box = vi.hoisted(() => ({}) as Record<string, ReturnType<typeof vi.fn>>)
vi.mock('@/shared/api/box', () => ({ box }))

import { useKiosk } from '@/kiosk/store'
import { useSession } from '@/shared/session'

beforeEach(() => {
  setActivePinia(createPinia())
  for (const name of Object.keys(box)) delete box[name]
  box.openCart = vi.fn(async () => ({ id: 'c1', station: 'kiosk1', state: 'open', version: 1, lines: [], total_fen: 0, order_id: null }))
  useSession().who = { role: 'kiosk', station: 'kiosk1', tenders: ['cash', 'code'] } as Session
})

describe('goods sold by weight at the kiosk', () => {
  it('are sent to the scale, and the customer stays where they were chosen', async () => {
    box.addLine = vi.fn(async () => {
      throw new Problem(422, 'weigh-first', '')
    })
    const kiosk = useKiosk()
    kiosk.go('find')
    expect(await kiosk.add({ sku: 'APL' })).toBe(false)
    expect(kiosk.note?.title).toBe('note.weigh')
    expect(kiosk.screen).toBe('find')
    kiosk.onWedge('9520001088063')
    await vi.waitFor(() => expect(box.addLine).toHaveBeenCalledTimes(2))
    expect(kiosk.note?.title).toBe('note.weigh')
  })
})

describe('a store that takes no payment codes', () => {
  const order = { id: 'o1', station: 'kiosk1', state: 'awaiting_payment', pickup_code: '123456', lines: [], payments: [], total_fen: 500, paid_fen: 0 } as unknown as Order
  beforeEach(() => {
    box.quote = vi.fn(async () => ({ id: 'q1' }))
    box.placeOrder = vi.fn(async () => order)
    box.leaveOrder = vi.fn(async () => order)
    box.currentCart = vi.fn(async () => null)
    box.order = vi.fn(async () => order)
  })

  it('sends the customer from the basket to the till', async () => {
    useSession().who!.tenders = ['cash']
    const kiosk = useKiosk()
    await kiosk.checkout()
    expect(kiosk.screen).toBe('till')
    expect(box.leaveOrder).toHaveBeenCalledWith('o1')
  })

  it('and else to the payment code', async () => {
    const kiosk = useKiosk()
    await kiosk.checkout()
    expect(kiosk.screen).toBe('pay')
    expect(box.leaveOrder).not.toHaveBeenCalled()
  })

  it('says so to who scans one all the same', async () => {
    const kiosk = useKiosk()
    await kiosk.checkout()
    kiosk.onEvent({ topic: 'scan', type: 'payment_code', reason: 'code-payment-off', station: 'kiosk1', unit: 'cam1', code: '13…', symbology: 'QR' })
    expect(kiosk.note?.title).toBe('note.code_off')
  })
})

it('pressing "change items" again doubles nothing, and what the box refuses is named', async () => {
  const line = (sku: string) => ({ id: `o-${sku}`, sku, name: sku, name_en: sku, quantity_milli: 1000 })
  const order = { id: 'o1', station: 'kiosk1', state: 'awaiting_payment', pickup_code: '123456', lines: [line('A'), line('B')], payments: [], total_fen: 500, paid_fen: 0 }
  const lines: Array<{ sku: string }> = []
  box.quote = vi.fn(async () => ({ id: 'q1' }))
  box.placeOrder = vi.fn(async () => order)
  box.cancelOrder = vi.fn(async () => ({ ...order, state: 'cancelled' }))
  box.addLine = vi.fn(async (_cart: string, item: { sku: string }) => {
    if (item.sku === 'B') throw new Problem(404, 'unknown-code', '')
    lines.push(line(item.sku))
    return { id: 'c1', station: 'kiosk1', state: 'open', version: 2, lines: [...lines], total_fen: 100, order_id: null }
  })
  const kiosk = useKiosk()
  await kiosk.checkout()
  await Promise.all([kiosk.backToBasket(), kiosk.backToBasket()])
  await kiosk.backToBasket()
  expect(kiosk.screen).toBe('basket')
  expect(kiosk.order).toBeNull()
  expect(lines.map((one) => one.sku)).toEqual(['A'])
  expect(kiosk.note).toMatchObject({ title: 'note.left_out', params: { names: 'B' } })
  expect(box.cancelOrder).toHaveBeenCalledTimes(1)
})

it('is for the next customer when its order was cancelled from a staff page', async () => {
  const order = { id: 'o1', station: 'kiosk1', state: 'awaiting_payment', pickup_code: '123456', lines: [], payments: [], total_fen: 500, paid_fen: 0 } as unknown as Order
  box.quote = vi.fn(async () => ({ id: 'q1' }))
  box.placeOrder = vi.fn(async () => order)
  const kiosk = useKiosk()
  await kiosk.checkout()
  kiosk.onEvent({ topic: 'order', type: 'cancelled', station: 'kiosk1', order: { ...order, state: 'cancelled' } })
  expect([kiosk.screen, kiosk.order]).toEqual(['attract', null])
})
