import { ref } from 'vue'
import { box, type AddLineRequest, type CartLine, type Product } from '@/shared/api/box'
import { nameOf } from '@/shared/i18n'

/** Goods whose weight the till asks for: about to be added, or on a line already. */
export interface Weighing {
  name: string
  /** Of a kilogram; null when only a code is known. */
  price_fen: number | null
  /** What the line says now. */
  weight_g: number | null
  take: (weight_g: number) => Promise<unknown>
}

export function useWeighing() {
  const weighing = ref<Weighing | null>(null)

  /** For goods that the box refused to add unweighed. `found` is where they may be known from. */
  async function askFor(item: AddLineRequest, found: Product[], take: Weighing['take']): Promise<void> {
    const chosen = found.find((product) => product.sku === item.sku)
    const product = chosen ?? (item.code ? await box.productByCode(item.code).catch(() => null) : null)
    const name = product ? nameOf(product) : (item.code ?? item.sku ?? '')
    weighing.value = { name, price_fen: product?.price_fen ?? null, weight_g: null, take }
  }

  function askAgain(line: CartLine, take: Weighing['take']): void {
    weighing.value = { name: nameOf(line), price_fen: line.unit_price_fen, weight_g: line.quantity_milli, take }
  }

  async function weighed(weight_g: number): Promise<void> {
    const take = weighing.value?.take
    weighing.value = null
    await take?.(weight_g)
  }

  return { weighing, askFor, askAgain, weighed }
}
