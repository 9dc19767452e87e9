import zh from './zh-CN.json'
import en from './en.json'
import { dictionary, type Translate } from '@/shared/i18n'

export type BayText = keyof typeof zh
export const t: Translate<BayText> = dictionary<BayText>(zh, en)

/** The text of a key that is put together from a name of the box, or what `otherwise` says for a name without one. */
export function wordOf(key: string, otherwise = ''): string {
  return key in zh ? t(key as BayText) : otherwise
}
