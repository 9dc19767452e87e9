import { box, type Order } from '@/shared/api/box'
import { isOffline } from '@/shared/api/client'
import { orderKey } from '@/shared/basket'
import { pause } from '@/shared/link'

const ASK_AGAIN_MS = 1_000

/** What a page must find again after it was loaded anew or killed. Nothing personal: no code, no phone, no goods. */
export interface KeptOrder {
  order: string | null
  /** A quote whose order was asked for and not yet answered. */
  quote: string | null
}

export function memoryOf<T>(name: string) {
  function recall(): T | null {
    try {
      const text = localStorage.getItem(name)
      return text ? (JSON.parse(text) as T) : null
    } catch {
      return null
    }
  }

  function keep(kept: T | null): void {
    try {
      if (kept) localStorage.setItem(name, JSON.stringify(kept))
      else localStorage.removeItem(name)
    } catch {
      // a full or forbidden storage costs the reload comfort, not the sale
    }
  }

  return { recall, keep }
}

/** The order that was on the screen. Asks until the box answers: an order must not get lost because the box is slow. */
export async function findOrder(kept: KeptOrder): Promise<Order | null> {
  for (;;) {
    try {
      if (kept.order) return await box.order(kept.order)
      return kept.quote ? await box.placeOrder(kept.quote, { key: orderKey(kept.quote) }) : null
    } catch (error) {
      if (!isOffline(error)) return null // the box knows no such order
      await pause(ASK_AGAIN_MS)
    }
  }
}
