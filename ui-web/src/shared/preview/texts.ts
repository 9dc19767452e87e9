import zh from './zh-CN.json'
import en from './en.json'
import { dictionary } from '@/shared/i18n'

export const t = dictionary<keyof typeof zh>(zh, en)
