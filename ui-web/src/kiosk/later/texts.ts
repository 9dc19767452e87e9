import zhFirst from '../zh-CN.json'
import enFirst from '../en.json'
import zh from './zh-CN.json'
import en from './en.json'
import { dictionary, type Translate } from '@/shared/i18n'
import type { KioskText } from '../texts'

/** The words of the screens that come after the first: loaded with them, since the first one is counted in bytes. */
export type LaterText = KioskText | keyof typeof zh
export const t: Translate<LaterText> = dictionary<LaterText>({ ...zhFirst, ...zh }, { ...enFirst, ...en })
