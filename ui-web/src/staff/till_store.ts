import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { box, type AddLineRequest, type CartLine, type LiveEvent, type Order, type Payment, type Product, type Receipt, type ScanEvent } from '@/shared/api/box'
import { isOffline, Problem } from '@/shared/api/client'
import { createBasket } from '@/shared/basket'
import { nameOf } from '@/shared/i18n'
import { findOrder } from '@/shared/memory'
import { goesBack, isWaiting } from '@/shared/order'
import { useSession } from '@/shared/session'
import { isPaymentCode } from '@/shared/wedge'
import { keep, recall } from './till/memory'
import { useWeighing } from './till/weighing'
import type { StaffText } from './texts'
import { problemWord } from './words/words'

export type TillStep = 'cart' | 'cash' | 'code' | 'done'
export interface TillNote {
  tone: 'ok' | 'attention' | 'stop'
  title: StaffText
  params?: Record<string, string | number>
}

const PICKUP = /^\d{6}$/
const BARCODE = /^\d{7,14}$/
/** A GS1 label or link, which the box reads: a product number behind "01". */
const LABEL = /^(?:\][A-Za-z][0-9A-Za-z].+|01\d{14}.*|https?:\/\/\S+\/01\/\d{8,14}\S*)$/i

export const useTill = defineStore('till', () => {
  const session = useSession()
  const basket = createBasket()
  const { weighing, askFor, askAgain, weighed } = useWeighing()
  const step = ref<TillStep>('cart')
  const order = ref<Order | null>(null)
  const pendingQuote = ref<string | null>(null)
  const payment = ref<Payment | null>(null)
  const receipt = ref<Receipt | null>(null)
  const found = ref<Product[]>([])
  const note = ref<TillNote | null>(null)
  const freshLine = ref('')
  const busy = ref(false)

  const lines = computed(() => order.value?.lines ?? basket.cart.value?.lines ?? [])
  const total = computed(() => order.value?.total_fen ?? basket.cart.value?.total_fen ?? 0)
  const rest = computed(() => (order.value ? Math.max(0, order.value.total_fen - order.value.paid_fen) : total.value))
  /** What must be on the counter: the box rounds cash, and says how. */
  const cashDue = computed(() => order.value?.cash_due_fen ?? rest.value)
  const undecided = computed(
    () =>
      order.value !== null &&
      (order.value.state === 'payment_unknown' || order.value.payments.some((p) => p.state === 'pending' || p.state === 'unknown')),
  )

  function say(tone: TillNote['tone'], title: StaffText, params?: TillNote['params']): void {
    note.value = { tone, title, params }
  }

  const REFUSALS: Record<string, StaffText> = {
    'unknown-code': 'till.unknown_code',
    'bad-check-digit': 'till.bad_check',
    'empty-cart': 'till.empty',
    'payment-too-much': 'till.too_much',
    'payment-in-progress': 'till.in_progress',
    'code-payment-off': 'till.code_off',
    'provider-busy': 'till.provider_busy',
    'nothing-to-pay': 'till.pay_first',
    'order-paid': 'till.paid_already',
    'order-part-paid': 'till.part_paid',
  }

  function sayProblem(error: unknown): void {
    if (isOffline(error)) return
    const known = error instanceof Problem ? REFUSALS[error.problem] : undefined
    if (known) say('attention', known)
    else say('stop', 'till.failed', { why: problemWord(error) })
  }

  /** Runs one intention at a time: a second press of the same button does nothing. */
  async function guarded(work: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    note.value = null
    try {
      await work()
    } catch (error) {
      sayProblem(error)
    } finally {
      busy.value = false
    }
  }

  // ---- entry

  /** True when the entry was used up: added, or now waiting for its weight. */
  async function add(item: AddLineRequest): Promise<boolean> {
    if (order.value) {
      say('attention', 'till.order_frozen')
      return false
    }
    try {
      const change = await basket.add(item)
      freshLine.value = change?.line?.id ?? ''
      note.value = change?.line ? { tone: 'ok', title: 'till.added', params: { name: nameOf(change.line) } } : null
      found.value = []
      return true
    } catch (error) {
      if (error instanceof Problem && error.problem === 'weigh-first') {
        await askWeight(item)
        return true
      }
      sayProblem(error)
      return false
    }
  }

  async function askWeight(item: AddLineRequest): Promise<void> {
    note.value = null
    await askFor(item, found.value, (weight_g) => add({ ...item, quantity_milli: weight_g }))
    found.value = []
  }

  function weighAgain(line: CartLine): void {
    askAgain(line, (weight_g) =>
      basket.setQuantity(line.id, weight_g).catch((error) => {
        sayProblem(error)
        return basket.refresh()
      }),
    )
  }

  async function takeByPickup(code: string): Promise<boolean> {
    const list = await box.orders({ pickup_code: code, limit: 5 })
    const match = list.items.find((item) => item.state === 'awaiting_payment' || item.state === 'payment_unknown')
    if (!match) return false
    open(match)
    return true
  }

  async function search(text: string): Promise<void> {
    try {
      found.value = text.trim() ? (await box.products(text.trim(), 8)).items : []
    } catch {
      found.value = []
    }
  }

  /** One field for everything: a pick-up code, a bar code, a payment code, or words. True when it was used up. */
  async function enter(text: string): Promise<boolean> {
    const typed = text.trim()
    if (!typed) return false
    note.value = null
    if (isPaymentCode(typed) && (order.value || lines.value.length)) {
      await payCode(typed)
      return true
    }
    if (PICKUP.test(typed)) {
      const taken = await takeByPickup(typed).catch(() => false)
      if (!taken) say('attention', 'till.no_pickup', { code: typed })
      return taken
    }
    if (BARCODE.test(typed) || LABEL.test(typed)) return add({ code: typed })
    await search(typed)
    if (found.value.length === 0) say('attention', 'till.none_found', { q: typed })
    return false
  }

  // ---- order

  function open(next: Order): void {
    order.value = next
    // From now on a payment code that this till's scanner sees is for this order.
    if (isWaiting(next)) void box.showOrder(next.id).catch(() => undefined)
    payment.value = null
    found.value = []
    step.value = next.state === 'paid' ? 'done' : 'cash'
  }

  async function toPayment(how: 'cash' | 'code'): Promise<void> {
    if (how === 'code' && !session.takesCode) return say('attention', 'till.code_off')
    await guarded(async () => {
      if (!order.value) order.value = await basket.checkout((quote) => (pendingQuote.value = quote)).finally(() => (pendingQuote.value = null))
      step.value = how
    })
  }

  /** Finds back the order that this till was paying when its page was loaded again. */
  async function restore(): Promise<void> {
    const kept = order.value ? null : recall()
    const next = kept && (await findOrder(kept))
    if (!kept || !next || order.value) return
    if (next.state === 'paid') return finish(next)
    if (!isWaiting(next)) return keep(null)
    open(next)
    if (kept.step === 'code') step.value = 'code'
  }

  function takeOrder(next: Order): void {
    if (goesBack(order.value, next)) return
    order.value = next
    if (next.state === 'cancelled' && !busy.value) {
      clear() // given up from the page of orders
      return say('attention', 'till.cancelled')
    }
    if (next.state === 'paid' && step.value !== 'done') void finish(next)
  }

  async function finish(paid: Order): Promise<void> {
    step.value = 'done'
    order.value = paid
    const slip = await box.receipt(paid.id).catch(() => null)
    if (order.value?.id === paid.id) receipt.value = slip // the next customer may be there by now
  }

  async function payCash(tendered_fen: number): Promise<void> {
    await guarded(async () => {
      if (!order.value) return
      const amount_fen = Math.min(rest.value, tendered_fen)
      const result = await box.pay(order.value.id, { tender: 'cash', amount_fen, tendered_fen })
      payment.value = result
      takeOrder(result.order)
      if (result.order.state !== 'paid') say('attention', 'till.part')
    })
  }

  async function payCode(auth_code: string): Promise<void> {
    await toPayment('code')
    if (!session.takesCode) return
    await guarded(async () => {
      if (!order.value) return
      const result = await box.pay(order.value.id, { tender: 'code', amount_fen: rest.value, auth_code })
      payment.value = result
      takeOrder(result.order)
    })
    if (note.value) await recheck()
  }

  async function recheck(): Promise<void> {
    const asked = order.value?.id
    if (!asked) return
    const next = await box.order(asked).catch(() => null)
    if (next && order.value?.id === asked) takeOrder(next) // else it is the customer's before
  }

  /** Back to the lines. A kiosk's order is only put down; our own goes back into the cart. */
  async function back(): Promise<void> {
    const current = order.value
    if (!current || undecided.value) return
    if (current.station !== session.who?.station) return clear()
    await guarded(async () => {
      const left = await basket.reopen(current, () => {
        order.value = null
        clear()
      })
      if (left.length) say('attention', 'till.left_out', { names: left.map(nameOf).join(' · ') })
    })
  }

  function clear(): void {
    if (order.value && isWaiting(order.value)) void box.leaveOrder(order.value.id).catch(() => undefined)
    order.value = null
    payment.value = null
    receipt.value = null
    note.value = null
    found.value = []
    freshLine.value = ''
    step.value = 'cart'
  }

  // At once, and not with the next drawing of the page: it may be the last thing that this page does.
  watch(
    () => ({ order: order.value?.id ?? null, quote: pendingQuote.value, step: step.value }),
    (now) => keep(now.order || now.quote ? now : null),
    { flush: 'sync' },
  )

  // ---- live

  /** What the box's own scanner at this till met. */
  function onScan(event: ScanEvent): void {
    if (event.type === 'unknown') say('attention', 'till.unknown_code')
    else if (event.type === 'refused' && event.reason === 'weigh-first') void askWeight({ code: event.code })
    else if (event.type === 'payment_code' && event.reason) {
      const reason = session.takesCode ? event.reason : 'code-payment-off'
      say('attention', REFUSALS[reason] ?? 'till.not_begun')
    }
  }

  function onEvent(event: LiveEvent): void {
    const mine = session.who?.station
    if (event.topic === 'cart' && event.station === mine) {
      const change = basket.apply(event.cart)
      if (change?.line) freshLine.value = change.line.id
    } else if (event.topic === 'order' && event.order.id === order.value?.id) takeOrder(event.order)
    else if (event.topic === 'scan' && event.station === mine) onScan(event)
  }

  return {
    step, order, payment, receipt, found, note, freshLine, busy, weighing, lines, total, rest, cashDue, undecided,
    cart: basket.cart, refresh: basket.refresh, shownQuantity: basket.shownQuantity,
    setQuantity: basket.setQuantity, remove: basket.remove, abandon: basket.abandon,
    enter, search, add, weighAgain, weighed, open, toPayment, payCash, payCode, recheck, restore, back, clear, onEvent, say,
  }
})
