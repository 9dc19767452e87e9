import zh from './zh-CN.json'
import en from './en.json'
import { dictionary, type Translate } from '@/shared/i18n'

export type StaffText = keyof typeof zh
export const t: Translate<StaffText> = dictionary<StaffText>(zh, en)
