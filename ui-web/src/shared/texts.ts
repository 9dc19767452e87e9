import zh from './zh-CN.json'
import en from './en.json'
import { dictionary } from './i18n'

export const ts = dictionary<keyof typeof zh>(zh, en)
