import type { Order, Payment } from '@/shared/api/box'

export type PayPhase = 'waiting' | 'sending' | 'password' | 'declined' | 'reversed' | 'unknown' | 'paid'

// The provider adapters name this wait in their own words (USERPAYING, password).
const WAITS_FOR_PASSWORD = /password|user-?paying/i

/** The attempt that decides what to show: an undecided one first, else the newest code payment. */
export function attemptOf(order: Order): Payment | null {
  const codes = order.payments.filter((payment) => payment.tender === 'code')
  return codes.find((payment) => payment.state === 'pending' || payment.state === 'unknown') ?? codes.at(-1) ?? null
}

/** In which phase a payment is, from the order alone: "paid" only when the box says that the order is paid. */
export function phaseOf(order: Order, sending: boolean, dismissed: string | null): PayPhase {
  if (order.state === 'paid') return 'paid'
  const attempt = attemptOf(order)
  if (order.state === 'payment_unknown' || attempt?.state === 'unknown') return 'unknown'
  if (attempt?.state === 'pending') return WAITS_FOR_PASSWORD.test(attempt.reason ?? '') ? 'password' : 'sending'
  if (sending) return 'sending'
  if (attempt && attempt.id !== dismissed) {
    if (attempt.state === 'declined') return 'declined'
    if (attempt.state === 'reversed') return 'reversed'
  }
  return 'waiting'
}

export function restOf(order: Order): number {
  return Math.max(0, order.total_fen - order.paid_fen)
}
