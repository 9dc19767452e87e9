import type { Lang } from '@/shared/i18n'
import { memoryOf, type KeptOrder } from '@/shared/memory'

/** What a kiosk must find again after its browser was killed. */
export interface Kept extends KeptOrder {
  lang: Lang
  screen: string
}

export const { recall, keep } = memoryOf<Kept>('outpost.kiosk')
