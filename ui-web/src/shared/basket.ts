import { reactive, ref } from 'vue'
import { box as realBox, type AddLineRequest, type Cart, type CartLine, type Order, type OrderLine } from '@/shared/api/box'
import { isOffline, Problem } from '@/shared/api/client'

export type BasketApi = Pick<
  typeof realBox,
  'currentCart' | 'openCart' | 'abandonCart' | 'addLine' | 'setQuantity' | 'removeLine' | 'quote' | 'placeOrder' | 'cancelOrder'
>

/** What a new state of the cart changed, as the customer sees it. */
export interface BasketChange {
  kind: 'added' | 'more' | 'other'
  line: CartLine | null
}

const LIVE_STATES = ['open', 'quoted']

export function diffCart(before: Cart | null, after: Cart): BasketChange {
  const known = new Map((before?.id === after.id ? before.lines : []).map((line) => [line.id, line]))
  for (const line of [...after.lines].reverse()) {
    const was = known.get(line.id)
    if (!was) return { kind: 'added', line }
    if (line.quantity_milli > was.quantity_milli) return { kind: 'more', line }
  }
  return { kind: 'other', line: null }
}

/**
 * The cart of this station as one screen sees it: answers and live events may arrive in any order, calls go out one
 * after the other, and quick taps on one line are folded into the last quantity wanted.
 */
export function createBasket(api: BasketApi = realBox) {
  const cart = ref<Cart | null>(null)
  const wanted = reactive(new Map<string, number>())
  const working = ref(0)
  let tail: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    working.value += 1
    const run = tail.then(work, work)
    tail = run.catch(() => undefined)
    return run.finally(() => {
      working.value -= 1
    })
  }

  /** Takes a state of the cart from an answer or an event; null when it is older than what is shown. */
  function apply(next: Cart | null): BasketChange | null {
    if (!next) {
      cart.value = null
      return null
    }
    const now = cart.value
    if (now && next.id === now.id && next.version < now.version) return null
    if (now && next.id < now.id) return null // ids are ordered by time: an event of an earlier cart
    const change = diffCart(now, next)
    cart.value = LIVE_STATES.includes(next.state) ? next : null
    return change
  }

  async function refresh(): Promise<void> {
    cart.value = await api.currentCart()
  }

  async function current(after?: string): Promise<Cart> {
    if (cart.value) return cart.value
    const opened = await api.openCart(after ? { after_order: after } : {})
    apply(opened)
    return opened
  }

  function add(item: AddLineRequest): Promise<BasketChange | null> {
    return inTurn(async () => apply(await api.addLine((await current()).id, item)))
  }

  /** The quantity to show: what was tapped last, even while the box is still being told. */
  function shownQuantity(line: CartLine): number {
    return wanted.get(line.id) ?? line.quantity_milli
  }

  async function setQuantity(line: string, quantity_milli: number): Promise<void> {
    const underWay = wanted.has(line)
    wanted.set(line, quantity_milli)
    if (underWay) return // the call that waits its turn will read the newest wish
    await inTurn(async () => {
      for (;;) {
        const wish = wanted.get(line)
        if (wish === undefined || !cart.value) break
        apply(await api.setQuantity(cart.value.id, line, wish))
        if (wanted.get(line) === wish) break
      }
    }).finally(() => wanted.delete(line))
  }

  function remove(line: string): Promise<void> {
    return inTurn(async () => {
      if (cart.value) apply(await api.removeLine(cart.value.id, line))
    })
  }

  function abandon(): Promise<void> {
    return inTurn(async () => {
      const old = cart.value
      cart.value = null
      if (old) await api.abandonCart(old.id).catch(() => undefined) // it may have been ordered meanwhile
    })
  }

  /** Freezes the prices and makes the order. `onQuote` runs before the order is asked for, with the key to ask again. */
  function checkout(onQuote: (quoteId: string) => void = () => undefined): Promise<Order> {
    return inTurn(async () => {
      for (let attempt = 0; ; attempt += 1) {
        const quote = await api.quote((await current()).id)
        onQuote(quote.id)
        try {
          const order = await api.placeOrder(quote.id, { key: orderKey(quote.id) })
          cart.value = null
          return order
        } catch (error) {
          const stale = error instanceof Problem && error.status === 409 && error.problem.startsWith('quote')
          if (!stale || attempt > 0) throw error
        }
      }
    })
  }

  /**
   * Back to shopping from an unpaid order: the order is cancelled and its lines go into a new cart. `onCancelled` runs once
   * there is no such order any more, whatever becomes of its lines. Answers with those that the box did not take again.
   */
  function reopen(order: Order, onCancelled: () => void): Promise<OrderLine[]> {
    return inTurn(async () => {
      await api.cancelOrder(order.id)
      cart.value = null
      onCancelled()
      const left: OrderLine[] = []
      let away = false
      for (const line of order.lines) {
        try {
          if (away) throw new Error('the box is away')
          const opened = await current(order.id) // whose member goes with it
          apply(await api.addLine(opened.id, { sku: line.sku, quantity_milli: line.quantity_milli }))
        } catch (error) {
          away ||= isOffline(error)
          left.push(line)
        }
      }
      return left
    })
  }

  return { cart, working, apply, refresh, add, shownQuantity, setQuantity, remove, abandon, checkout, reopen }
}

/** The key of an order is its quote's, so that a page that was killed in between asks for the same order again. */
export function orderKey(quoteId: string): string {
  return `order-${quoteId}`
}

export function countPieces(lines: ReadonlyArray<{ unit: string; quantity_milli: number }>): number {
  return lines.reduce((sum, line) => sum + (line.unit === 'kg' ? 1 : Math.ceil(line.quantity_milli / 1000)), 0)
}
