import { get, send } from '@/shared/api/client'
import type { Order } from '@/shared/api/box'

// The calls of outpost-hq; see sync/hq for what they promise.

export type StoreState = 'online' | 'offline' | 'never' | 'refused' | 'revoked'

export interface StoreRow {
  id: string
  name?: string
  state: StoreState
  /** Why headquarters takes nothing from it, in headquarters' words. */
  refusal?: string | null
  last_contact: string | null
  lag_events: number
  lag_s: number
  received_seq: number
  applied_seq: number
  inc?: string
  quarantined?: number
}

export type HqOrder = Partial<Order> & { id: string; store?: string; store_id?: string; total_fen: number }

interface List<T> {
  items: T[]
  next: string | null
}

export interface PriceItem {
  sku: string
  price_fen: number
  valid_from?: string
}

export function hqApi(token: string) {
  const auth = { token }
  return {
    stores: () => get<List<StoreRow>>('/stores?limit=200', auth),
    orders: (store: string, after: string | null) =>
      get<List<HqOrder>>(`/orders?limit=30${store ? `&store=${encodeURIComponent(store)}` : ''}${after ? `&after=${encodeURIComponent(after)}` : ''}`, auth),
    publish: (items: PriceItem[], stores: string[]) =>
      send<unknown>('POST', '/prices', stores.length ? { items, stores } : { items }, auth),
  }
}
export type HqApi = ReturnType<typeof hqApi>
