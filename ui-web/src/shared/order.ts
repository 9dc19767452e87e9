import type { Order } from './api/box'

const FINAL = ['paid', 'cancelled', 'refunded']

/** Something is still to be paid. */
export function isWaiting(order: Order): boolean {
  return order.state === 'awaiting_payment' || order.state === 'payment_unknown'
}

/**
 * True when `next` is an older state of the order `now`: answers and events overtake each other, and a screen that has
 * said "paid" must not go back to "waiting".
 */
export function goesBack(now: Order | null, next: Order): boolean {
  if (!now || now.id !== next.id) return false
  if (FINAL.includes(now.state)) return !FINAL.includes(next.state)
  return next.payments.length < now.payments.length
}
