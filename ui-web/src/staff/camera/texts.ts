import zh from './zh-CN.json'
import en from './en.json'
import { dictionary, type Translate } from '@/shared/i18n'

export type CameraText = keyof typeof zh
export const t: Translate<CameraText> = dictionary<CameraText>(zh, en)
