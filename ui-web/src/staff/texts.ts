import zh from './zh-CN.json'
import en from './en.json'
import { dictionary, type Translate } from '@/shared/i18n'

export type StaffText = keyof typeof zh
export const t: Translate<StaffText> = dictionary<StaffText>(zh, en)

/** Stable reason names of the box in words; a name that has none yet is shown as it is. */
export function reasonWord(reason: string | undefined): string {
  const key = `reason.${reason ?? ''}`
  return key in zh ? t(key as StaffText) : (reason ?? '')
}
