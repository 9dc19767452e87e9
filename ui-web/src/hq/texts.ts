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

/** What each refusal of headquarters says beyond doubt: the API carries its English sentence and no name. */
const refusals = [
  ['refusal.wrong-store', 'its key belongs to'],
  ['refusal.store-behind', 'later events of this store than the store itself'],
  ['refusal.fork', 'other events under numbers that headquarters has already'],
  ['refusal.fork', 'another event than this store under the number'], // what the store itself saw
] as const

/** Why headquarters refuses a store; headquarters' own text for a reason that has no word. */
export function refusalWord(refusal: string | null | undefined): string {
  const known = refusals.find(([, part]) => refusal?.includes(part))
  return known ? t(known[0]) : (refusal ?? '')
}
