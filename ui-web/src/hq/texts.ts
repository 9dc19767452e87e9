import { dictionary } from '@/shared/i18n'
import zh from './zh-CN.json'
import en from './en.json'

export const t = dictionary<keyof typeof zh>(zh, en)
