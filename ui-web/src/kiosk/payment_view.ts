import type { Order, Payment } from '@/shared/api/box'

export type PayPhase = 'waiting' | 'sending' | 'password' | 'declined' | 'reversed' | 'unknown' | 'paid'

/** The attempt that decides what to show: an undecided one first, else the newest code payment. */
export function attemptOf(order: Order): Payment | null {
  const codes = order.payments.filter((payment) => payment.tender === 'code')
  return codes.find((payment) => payment.state === 'pending' || payment.state === 'unknown') ?? codes.at(-1) ?? null
}

/**
 * In which phase a payment is, from the order alone: "paid" only when the box says that the order is paid. `slow`: it has
 * taken so long that the customer's phone is probably asking for the password.
 */
export function phaseOf(order: Order, sending: boolean, dismissed: string | null, slow = false): PayPhase {
  if (order.state === 'paid') return 'paid'
  const attempt = attemptOf(order)
  if (order.state === 'payment_unknown' || attempt?.state === 'unknown') return 'unknown'
  if (attempt?.state === 'pending' || sending) return slow ? 'password' : 'sending'
  if (attempt && attempt.id !== dismissed) {
    if (attempt.state === 'declined') return 'declined'
    if (attempt.state === 'reversed') return 'reversed'
  }
  return 'waiting'
}

export function restOf(order: Order): number {
  return Math.max(0, order.total_fen - order.paid_fen)
}
