import { computed, ref, watch } from 'vue'
import { box, type Order } from '@/shared/api/box'
import { isOffline, Problem } from '@/shared/api/client'
import { goesBack } from '@/shared/order'
import { noteOfRefusal, type Note } from './notes'
import { attemptOf, phaseOf, restOf } from './payment_view'

const SLOW_MS = 1_500
const CHECK_PENDING_MS = 2_000
const UNDECIDED = ['sending', 'password', 'unknown']

/** The order on the screen and its payment by code. `onOrder` is told of every new state of the order. */
export function usePaying(onOrder: (order: Order) => void, say: (note: Note | null) => void) {
  const order = ref<Order | null>(null)
  const sending = ref(false)
  const slow = ref(false)
  const dismissed = ref<string | null>(null) // the failed attempt that the customer has seen
  let slowTimer: ReturnType<typeof setTimeout> | undefined

  const phase = computed(() => (order.value ? phaseOf(order.value, sending.value, dismissed.value, slow.value) : 'waiting'))
  const undecided = computed(() => order.value !== null && UNDECIDED.includes(phase.value))

  watch(
    () => phase.value === 'sending' || phase.value === 'password',
    (onItsWay) => {
      clearTimeout(slowTimer)
      slow.value = false
      if (onItsWay) slowTimer = setTimeout(() => (slow.value = true), SLOW_MS)
    },
  )

  function takeOrder(next: Order): void {
    if (goesBack(order.value, next)) return
    order.value = next
    onOrder(next)
  }

  async function payByCode(authCode: string): Promise<void> {
    const target = order.value
    if (!target || sending.value) return
    dismissed.value = attemptOf(target)?.id ?? null
    sending.value = true
    say(null)
    try {
      const result = await box.pay(target.id, { tender: 'code', amount_fen: restOf(target), auth_code: authCode })
      if (order.value?.id === target.id) takeOrder(result.order)
    } catch (error) {
      const refusal = error instanceof Problem ? noteOfRefusal(error.problem) : null
      if (!isOffline(error)) say(refusal ?? { tone: 'stop', title: 'pay.not_sent', text: 'problem.other' })
      await recheck()
    } finally {
      sending.value = false
    }
  }

  async function recheck(): Promise<void> {
    const asked = order.value?.id
    if (!asked) return
    try {
      const next = await box.order(asked)
      if (order.value?.id === asked) takeOrder(next)
    } catch {
      // the next beat or the next event tells
    }
  }

  function tryAgain(): void {
    dismissed.value = order.value ? (attemptOf(order.value)?.id ?? null) : null
  }

  function clear(): void {
    order.value = null
    sending.value = false
    dismissed.value = null
  }

  /** Looks after an undecided payment even when no event comes; returns how to stop. */
  function watchPending(): () => void {
    const timer = setInterval(() => {
      if (undecided.value && !sending.value) void recheck()
    }, CHECK_PENDING_MS)
    return () => clearInterval(timer)
  }

  return { order, sending, phase, undecided, takeOrder, payByCode, recheck, tryAgain, clear, watchPending }
}
