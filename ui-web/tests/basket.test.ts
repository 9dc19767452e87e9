import { describe, expect, it } from 'vitest'
import type { Cart, CartLine, Order } from '@/shared/api/box'
import { Problem, Unreachable } from '@/shared/api/client'
import { countPieces, createBasket, diffCart, orderKey, type BasketApi } from '@/shared/basket'

function line(id: string, milli = 1000, extra: Partial<CartLine> = {}): CartLine {
  return { id, sku: `sku-${id}`, name: id, name_en: id, code: '', quantity_milli: milli, unit: 'piece', unit_price_fen: 100, discount_fen: 0, amount_fen: milli / 10, ...extra }
}
function cart(id: string, version: number, lines: CartLine[] = [], state: Cart['state'] = 'open'): Cart {
  return { id, station: 'kiosk1', state, version, lines, total_fen: lines.reduce((sum, item) => sum + item.amount_fen, 0), order_id: null }
}

/** A box of one cart, that can be told to answer late. */
function fakeBox() {
  let now: Cart | null = null
  let carts = 0
  const log: string[] = []
  const waits: Array<() => void> = []
  const box = {
    slow: false,
    log,
    release: () => waits.splice(0).forEach((go) => go()),
    set: (next: Cart | null) => (now = next),
    quotes: [] as string[],
    refuseQuotes: 0,
  }
  async function answer<T>(name: string, value: () => T): Promise<T> {
    log.push(name)
    if (box.slow) await new Promise<void>((resolve) => waits.push(resolve))
    return value()
  }
  const edit = (change: (lines: CartLine[]) => CartLine[]) => (now = cart(now!.id, now!.version + 1, change(now!.lines)))
  const api: BasketApi = {
    currentCart: () => answer('current', () => now),
    openCart: () => answer('open', () => (now ??= cart(`c${(carts += 1)}`, 1))),
    abandonCart: (id) => answer(`abandon ${id}`, () => ({ ...now!, state: 'abandoned' as const })),
    addLine: (_id, body) => answer(`add ${body.sku ?? body.code}`, () => edit((lines) => [...lines, line(`l${lines.length + 1}`, body.quantity_milli ?? 1000, { sku: body.sku ?? 'x' })])),
    setQuantity: (_id, id, milli) => answer(`set ${id} ${milli}`, () => edit((lines) => lines.map((item) => (item.id === id ? line(id, milli) : item)))),
    removeLine: (_id, id) => answer(`remove ${id}`, () => edit((lines) => lines.filter((item) => item.id !== id))),
    quote: () => answer('quote', () => ({ id: `q${box.quotes.push('q')}` }) as never),
    placeOrder: (quote, options) =>
      answer(`order ${quote} ${options?.key}`, () => {
        if (box.refuseQuotes-- > 0) throw new Problem(409, 'quote-stale', '')
        return { id: `o-${quote}`, lines: now!.lines, state: 'awaiting_payment' } as unknown as Order
      }),
    cancelOrder: (id) => answer(`cancel ${id}`, () => ((now = null), { id } as unknown as Order)),
  }
  return { api, box }
}
const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('the cart on the screen', () => {
  it('opens a cart with the first item and keeps it for the next', async () => {
    const { api, box } = fakeBox()
    const basket = createBasket(api)
    await basket.add({ code: '1' })
    await basket.add({ code: '2' })
    expect(box.log).toEqual(['open', 'add 1', 'add 2'])
    expect(basket.cart.value?.lines.length).toBe(2)
  })

  it('sends calls one after the other', async () => {
    const { api, box } = fakeBox()
    box.set(cart('c1', 1, [line('l1')]))
    const basket = createBasket(api)
    await basket.refresh()
    box.slow = true
    const both = [basket.add({ code: 'a' }), basket.add({ code: 'b' })]
    await settle()
    expect(box.log).toEqual(['current', 'add a'])
    box.slow = false
    box.release()
    await Promise.all(both)
    expect(box.log).toEqual(['current', 'add a', 'add b'])
  })

  it('folds quick taps into the last quantity, and shows it at once', async () => {
    const { api, box } = fakeBox()
    box.set(cart('c1', 1, [line('l1')]))
    const basket = createBasket(api)
    await basket.refresh()
    box.slow = true
    const taps = [basket.setQuantity('l1', 2000)]
    await settle()
    taps.push(...[3, 4, 5].map((n) => basket.setQuantity('l1', n * 1000)))
    await settle()
    expect(basket.shownQuantity(basket.cart.value!.lines[0]!)).toBe(5000)
    box.slow = false
    box.release()
    await Promise.all(taps)
    expect(box.log).toEqual(['current', 'set l1 2000', 'set l1 5000'])
    expect(basket.cart.value!.lines[0]!.quantity_milli).toBe(5000)
    expect(basket.shownQuantity(basket.cart.value!.lines[0]!)).toBe(5000)
  })

  it('goes on after a refused call', async () => {
    const { api } = fakeBox()
    const basket = createBasket({ ...api, addLine: (id, body, options) => (body.code === 'bad' ? Promise.reject(new Problem(404, 'unknown-code', '')) : api.addLine(id, body, options)) })
    await expect(basket.add({ code: 'bad' })).rejects.toBeInstanceOf(Problem)
    await basket.add({ code: 'good' })
    expect(basket.cart.value?.lines.length).toBe(1)
    expect(basket.working.value).toBe(0)
  })
})

describe('events in any order', () => {
  it('ignores an older version and an older cart', () => {
    const basket = createBasket(fakeBox().api)
    basket.apply(cart('c2', 5, [line('a'), line('b')]))
    expect(basket.apply(cart('c2', 4, [line('a')]))).toBeNull()
    expect(basket.apply(cart('c1', 99, []))).toBeNull()
    expect(basket.cart.value?.version).toBe(5)
  })

  it('takes a newer cart, and lets go of one that was ordered or given up', () => {
    const basket = createBasket(fakeBox().api)
    basket.apply(cart('c1', 3, [line('a')]))
    basket.apply(cart('c2', 1, []))
    expect(basket.cart.value?.id).toBe('c2')
    basket.apply(cart('c2', 2, [], 'ordered'))
    expect(basket.cart.value).toBeNull()
  })

  it('says what changed', () => {
    const before = cart('c', 1, [line('a')])
    expect(diffCart(before, cart('c', 2, [line('a'), line('b')]))).toMatchObject({ kind: 'added', line: { id: 'b' } })
    expect(diffCart(before, cart('c', 2, [line('a', 2000)]))).toMatchObject({ kind: 'more', line: { id: 'a' } })
    expect(diffCart(before, cart('c', 2, []))).toEqual({ kind: 'other', line: null })
    expect(diffCart(null, cart('c', 1, [line('a')]))).toMatchObject({ kind: 'added' })
  })
})

describe('checkout', () => {
  it('orders with a key that a killed page can make again', async () => {
    const { api, box } = fakeBox()
    const basket = createBasket(api)
    await basket.add({ code: '1' })
    const told: string[] = []
    const order = await basket.checkout((quote) => told.push(quote))
    expect(order.id).toBe('o-q1')
    expect(told).toEqual(['q1'])
    expect(box.log.at(-1)).toBe(`order q1 ${orderKey('q1')}`)
    expect(basket.cart.value).toBeNull()
  })

  it('asks for a new price once when the quote is stale, and only once', async () => {
    const { api, box } = fakeBox()
    const basket = createBasket(api)
    await basket.add({ code: '1' })
    box.refuseQuotes = 1
    expect((await basket.checkout()).id).toBe('o-q2')
    await basket.add({ code: '1' })
    box.refuseQuotes = 2
    await expect(basket.checkout()).rejects.toMatchObject({ problem: 'quote-stale' })
  })

  it('puts the lines of a cancelled order into a new cart', async () => {
    const { api, box } = fakeBox()
    const basket = createBasket(api)
    await basket.add({ sku: 'A' })
    await basket.add({ sku: 'B', quantity_milli: 350 })
    const order = await basket.checkout()
    let cancelled = 0
    expect(await basket.reopen(order, () => (cancelled += 1))).toEqual([])
    expect(cancelled).toBe(1)
    expect(box.log.slice(-4)).toEqual(['cancel o-q1', 'open', 'add A', 'add B'])
    expect(basket.cart.value?.lines.map((item) => [item.sku, item.quantity_milli])).toEqual([['A', 1000], ['B', 350]])
  })
})

describe('changing the items of an order that cannot all come back', () => {
  async function ordered(refuse: (sku: string | undefined) => Error | null) {
    const { api, box } = fakeBox()
    const basket = createBasket({ ...api, addLine: (id, body, options) => {
      const error = refuse(body.sku)
      return error && box.log.includes('cancel o-q1') ? Promise.reject(error) : api.addLine(id, body, options)
    } })
    for (const sku of ['A', 'B', 'C']) await basket.add({ sku })
    return { basket, box, order: await basket.checkout() }
  }

  it('skips what is refused, names it, and puts the others back once', async () => {
    const { basket, order } = await ordered((sku) => (sku === 'B' ? new Problem(404, 'unknown-code', '') : null))
    const left = await basket.reopen(order, () => undefined)
    expect(left.map((item) => item.sku)).toEqual(['B'])
    expect(basket.cart.value?.lines.map((item) => item.sku)).toEqual(['A', 'C'])
  })

  it('asks no more of a box that went away, and the order is gone all the same', async () => {
    const { basket, box, order } = await ordered((sku) => (sku === 'B' ? new Unreachable('') : null))
    let cancelled = 0
    const left = await basket.reopen(order, () => (cancelled += 1))
    expect(cancelled).toBe(1)
    expect(left.map((item) => item.sku)).toEqual(['B', 'C'])
    expect(box.log.filter((call) => call === 'add C').length).toBe(1) // when it was first scanned
  })

  it('keeps the order when it could not be cancelled', async () => {
    const { api } = fakeBox()
    const basket = createBasket({ ...api, cancelOrder: () => Promise.reject(new Problem(409, 'order-paid', '')) })
    await basket.add({ sku: 'A' })
    const order = await basket.checkout()
    let cancelled = 0
    await expect(basket.reopen(order, () => (cancelled += 1))).rejects.toMatchObject({ problem: 'order-paid' })
    expect(cancelled).toBe(0)
  })
})

it('counts pieces, and a weighed thing as one', () => {
  expect(countPieces([line('a', 3000), line('b', 350, { unit: 'kg' })])).toBe(4)
})
