import { memoryOf, type KeptOrder } from '@/shared/memory'

/** What a till must find again when its page is loaded anew in the middle of a payment. */
export interface KeptSale extends KeptOrder {
  step: string
}

export const { recall, keep } = memoryOf<KeptSale>('outpost.till')
