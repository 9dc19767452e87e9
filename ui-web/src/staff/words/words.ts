import zh from './zh-CN.json'
import en from './en.json'
import type { Alarm, HqLink } from '@/shared/api/box'
import { Problem } from '@/shared/api/client'
import { dictionary, type Params } from '@/shared/i18n'

type Word = keyof typeof zh
const t = dictionary<Word>(zh, en)

/** What the box says by a stable name, in the language of the screen; its own English text when the name has no word. */
function word(group: 'problem' | 'alarm' | 'hq', name: string | undefined, said: string, params?: Params): string {
  const key = `${group}.${name ?? ''}`
  return key in zh ? t(key as Word, params) : said
}

export function problemWord(error: unknown): string {
  if (error instanceof Problem) return word('problem', error.problem, error.detail || error.problem)
  return error instanceof Error ? error.message : String(error)
}

/** A payment's alarm is about its attempt, whose number the provider knows without the hyphens. */
export function alarmWord(alarm: Alarm): string {
  return word('alarm', alarm.name, alarm.text, { trade: (alarm.subject ?? '').replace(/-/g, '') })
}

export function hqWord(hq: HqLink): string {
  return hq.error ? word('hq', hq.reason, hq.error) : ''
}
