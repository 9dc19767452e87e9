import { Problem } from '@/shared/api/client'
import { dictionary } from '@/shared/i18n'
import zh from './zh-CN.json'
import en from './en.json'

export const t = dictionary<keyof typeof zh>(zh, en)

/** Why headquarters said no, by the stable name of the problem; its own English text for a name that has no word. */
export function whyWord(error: unknown): string {
  if (!(error instanceof Problem)) return String(error)
  const key = `why.${error.problem}`
  return key in zh ? t(key as keyof typeof zh) : error.detail || error.problem
}
