import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { box, type AddLineRequest, type LiveEvent, type Order, type ScanEvent } from '@/shared/api/box'
import { isOffline, Problem } from '@/shared/api/client'
import { createBasket } from '@/shared/basket'
import { nameOf, lang, setLang, type Lang } from '@/shared/i18n'
import { money } from '@/shared/format'
import { findOrder } from '@/shared/memory'
import { isWaiting } from '@/shared/order'
import { useSession } from '@/shared/session'
import { isPaymentCode } from '@/shared/wedge'
import { useFeedback } from './feedback'
import { keep, recall } from './memory'
import { noteOfMember, noteOfRefusal, noteOfScan, noteOfUnknown, type Note } from './notes'
import { usePaying } from './paying'
import { useScanners } from './scanners'
import { signalOfScan } from './signal'

export type Screen = 'attract' | 'basket' | 'find' | 'pay' | 'till' | 'paid'

const NOTE_STAYS_MS = 9_000

export const useKiosk = defineStore('kiosk', () => {
  const session = useSession()
  const basket = createBasket()
  const screen = ref<Screen>('attract')
  const note = ref<Note | null>(null)
  const fresh = ref<{ line: string; again: boolean } | null>(null)
  const scanners = useScanners()
  const feedback = useFeedback()
  const checkingOut = ref(false)
  const pendingQuote = ref<string | null>(null)
  let changing = false // "change items" is under way
  let noteTimer: ReturnType<typeof setTimeout> | undefined

  const lines = computed(() => basket.cart.value?.lines ?? [])
  const paying = usePaying(onOrder, say)
  const { order, phase, undecided, takeOrder, recheck } = paying

  function remember(): void {
    if (screen.value === 'attract') keep(null)
    else keep({ lang: lang.value, screen: screen.value, order: order.value?.id ?? null, quote: pendingQuote.value })
  }

  function go(next: Screen): void {
    screen.value = next
    remember()
  }

  function say(next: Note | null): void {
    clearTimeout(noteTimer)
    note.value = next
    if (next) noteTimer = setTimeout(() => (note.value = null), next.stays_ms ?? NOTE_STAYS_MS)
  }

  function sayProblem(error: unknown, code = ''): void {
    if (isOffline(error)) return
    if (error instanceof Problem && error.problem === 'unknown-code') {
      say(noteOfUnknown(code))
    } else {
      const refusal = error instanceof Problem ? noteOfRefusal(error.problem, session.takesCode) : null
      say(refusal ?? { tone: 'stop', title: 'note.refused', text: 'problem.other' })
    }
  }

  function start(language: Lang): void {
    setLang(language, false)
    go('basket')
  }

  // ---- the basket

  function showChange(change: ReturnType<typeof basket.apply>): void {
    if (!change?.line) return
    fresh.value = { line: change.line.id, again: change.kind === 'more' }
    say(null)
  }

  async function add(item: AddLineRequest): Promise<boolean> {
    const before = basket.cart.value?.member_id
    try {
      showChange(await basket.add(item))
      const member = basket.cart.value?.member_id
      if (member && member !== before) say(noteOfMember(member)) // a member code, typed or from a keyboard scanner
      return true
    } catch (error) {
      sayProblem(error, item.code)
      return false
    }
  }

  async function checkout(): Promise<void> {
    if (checkingOut.value) return
    checkingOut.value = true
    const before = new Map(lines.value.map((line) => [line.sku, line.unit_price_fen]))
    try {
      takeOrder(
        await basket.checkout((quote) => {
          pendingQuote.value = quote
          remember()
        }),
      )
      say(null)
      notePriceChange(before)
      toPayment()
    } catch (error) {
      pendingQuote.value = null
      await basket.refresh().catch(() => undefined)
      sayProblem(error)
    } finally {
      checkingOut.value = false
    }
  }

  function notePriceChange(before: Map<string, number>): void {
    const changed = order.value?.lines.find((line) => before.has(line.sku) && before.get(line.sku) !== line.unit_price_fen)
    if (!changed) return
    const params = { name: nameOf(changed), price: money(changed.unit_price_fen) }
    say({ tone: 'attention', title: 'note.price', text: 'note.price_do', params })
  }

  // ---- the order

  function onOrder(next: Order): void {
    pendingQuote.value = null
    fresh.value = null
    if (next.state === 'cancelled' && !changing) nextCustomer('attract') // given up from a staff page
    else if (next.state !== 'paid') remember()
    else if (screen.value === 'till') nextCustomer('attract') // at the till, with the receipt from there
    else go('paid')
  }

  /** Without payment codes there is nothing to do here but go to the till; an undecided payment is watched here all the same. */
  function toPayment(): void {
    if (session.takesCode || undecided.value) go('pay')
    else toTill()
  }

  /** "Pay at the till": the box is told at once, so that the next customer's scan begins a basket of its own. */
  function toTill(): void {
    go('till')
    leave(order.value)
  }

  function payHere(): void {
    go('pay')
    if (order.value) void box.showOrder(order.value.id).catch(() => undefined)
  }

  function leave(old: Order | null): void {
    if (old && isWaiting(old)) void box.leaveOrder(old.id).catch(() => undefined)
  }

  /** Somebody else begins while the pick-up code of the customer before is still on the screen. */
  function nextCustomer(begin: Screen): void {
    paying.clear()
    setLang('zh-CN', false)
    feedback.rest()
    go(begin)
  }

  async function backToBasket(): Promise<void> {
    const old = order.value
    if (!old || undecided.value || changing) return
    changing = true
    try {
      const left = await basket.reopen(old, () => {
        order.value = null
        go('basket')
      })
      const params = { names: left.map(nameOf).join(' · ') }
      if (left.length) say({ tone: 'attention', title: 'note.left_out', text: 'note.left_out_do', params })
    } catch (error) {
      sayProblem(error)
      await recheck()
    } finally {
      changing = false
    }
  }

  /** Everything of this customer leaves the screen; an order that waits for the till is kept by the box. */
  async function reset(): Promise<void> {
    const left = screen.value
    const open = order.value
    fresh.value = null
    pendingQuote.value = null
    say(null)
    nextCustomer('attract')
    if (left === 'pay' && open?.state === 'awaiting_payment') await box.cancelOrder(open.id).catch(() => leave(open))
    else if (left === 'pay') leave(open)
    if (left !== 'till' && left !== 'paid') await basket.abandon()
  }

  // ---- live

  function onScan(event: ScanEvent): void {
    if (event.station !== session.who?.station) return
    if (screen.value === 'till' && event.type === 'payment_code') return // for the till, or for nobody
    if (screen.value === 'till') nextCustomer('basket')
    const signal = signalOfScan(event, screen.value === 'pay')
    if (signal) feedback.give(signal)
    if (event.type === 'accepted') {
      if (screen.value === 'attract') go('basket')
      // The cart's own event knows whether the line is new; it may come before this one or after it.
      if (event.line_id && fresh.value?.line !== event.line_id) fresh.value = { line: event.line_id, again: false }
      say(null)
      return
    }
    const member = event.type === 'member' ? basket.cart.value?.member_id : null
    const next = member ? noteOfMember(member) : noteOfScan(event, screen.value === 'pay', session.takesCode)
    if (!next) return
    if (screen.value === 'attract') go('basket')
    say(next)
  }

  function onEvent(event: LiveEvent): void {
    const mine = session.who?.station
    if (event.topic === 'cart' && event.station === mine) {
      showChange(basket.apply(event.cart))
      showBasket()
    } else if (event.topic === 'order' && order.value?.id === event.order.id) takeOrder(event.order)
    else if (event.topic === 'scan') onScan(event)
    else if (event.topic === 'sync' && session.who) session.who.hq = event.sync.hq
    else if (event.topic === 'device' && event.type === 'state' && event.station === mine) scanners.take(event.device)
  }

  watch(scanners.lost, (lost) => {
    if (!lost) return
    say(null) // nothing that was said before is as useful now
    feedback.give('lost')
  })

  /** Goods in the basket of a screen that nobody uses are somebody's. */
  function showBasket(): void {
    if (!lines.value.length) return
    if (screen.value === 'till') nextCustomer('basket')
    else if (screen.value === 'attract') go('basket')
  }

  /** A scan typed by a keyboard wedge, where no box-read scanner is fitted. */
  function onWedge(code: string): void {
    if (screen.value === 'pay' && isPaymentCode(code)) void paying.payByCode(code)
    else if (screen.value === 'pay') say({ tone: 'attention', title: 'note.paying', text: 'note.paying_do' })
    else if (['attract', 'basket', 'find'].includes(screen.value) || (screen.value === 'till' && !isPaymentCode(code))) {
      if (screen.value === 'till') nextCustomer('basket')
      if (screen.value === 'attract') go('basket')
      void add({ code }).then((taken) => {
        if (taken) feedback.give('accepted')
        else if (note.value) feedback.give(note.value.title === 'note.unknown' ? 'unknown' : 'refused')
      })
    }
  }

  /** The snapshot: after every (re)opening of the stream. */
  async function refetch(): Promise<void> {
    try {
      await basket.refresh()
      if (session.may('listDevices')) scanners.takeAll((await box.devices()).items)
      if (order.value) await recheck()
      showBasket()
    } catch {
      // the bar says that the box is away; the stream calls again
    }
  }

  /** Finds back what this station was doing when its browser or the box went down. */
  async function restore(): Promise<void> {
    const kept = recall()
    await refetch()
    if (!kept) return
    setLang(kept.lang, false)
    order.value = await findOrder(kept)
    const open = order.value
    if (open?.state === 'paid') go('paid')
    else if (open && open.state !== 'cancelled' && kept.screen === 'till') toTill()
    else if (open && open.state !== 'cancelled') toPayment()
    else go('basket')
  }

  return {
    screen, order, note, fresh, cameraLost: scanners.lost, camera: scanners.camera, checkingOut, phase, undecided, lines, cart: basket.cart,
    start, go, say, add, checkout, backToBasket, toTill, payHere, reset, onEvent, onWedge, refetch, restore,
    flash: feedback.flash, soundLevel: feedback.level, turnSound: feedback.turnSound,
    payByCode: paying.payByCode, tryAgain: paying.tryAgain, watchPending: paying.watchPending,
    shownQuantity: basket.shownQuantity, setQuantity: basket.setQuantity, remove: basket.remove,
  }
})
