import { describe, expect, it } from 'vitest'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Alarm, HqLink } from '@/shared/api/box'
import { Problem } from '@/shared/api/client'
import { setLang } from '@/shared/i18n'
import zh from '@/staff/words/zh-CN.json'
import en from '@/staff/words/en.json'
import bayZh from '@/staff/bay/zh-CN.json'
import bayEn from '@/staff/bay/en.json'
import { alarmWord, hqWord, problemWord } from '@/staff/words/words'

// What the box can say is read from its sources: a new name there needs its words here, or a reason not to have any.
const root = new URL('../..', import.meta.url).pathname

function sources(folder: string): string {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  return entries
    .map((entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return sources(path)
      return /\.[ch]pp$/.test(entry.name) ? readFileSync(join(root, path), 'utf8') : ''
    })
    .join('\n')
}

const names = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]!)
const missing = (group: string, said: string[]) => [...new Set(said)].filter((name) => !(`${group}.${name}` in zh) || !(`${group}.${name}` in en)).sort()

const readTable = readFileSync(join(root, 'edge/data/clear_words.cpp'), 'utf8')

/** Said at start-up, by tools, by devices and the provider, or between the programs: no page ever gets them. */
const NOT_FOR_PAGES = new Set([
  'backup-exists', 'bad-backup', 'bad-folder', 'bad-kept', 'bad-report', 'bad-setting', 'bad-step', 'bind', 'cannot-become', 'fork', 'kept-too-large', 'no-memory', 'not-yet',
  'poison', 'restore-cut-off', 'session-full', 'step-too-large', 'store-damaged', 'store-exists', 'store-in-use', 'store-newer', 'store-of-another', 'unknown-inc',
])

describe('words for what the box says', () => {
  it('has them for every problem', () => {
    const text = ['edge/http', 'edge/app', 'edge/core', 'edge/store'].map(sources).join('\n')
    const said = names(text, /fail\(\s*Code::\w+,\s*"([a-z0-9-]+)"/g)
      .concat(names(text, /id_param\(call, "\w+", "(\w+)"\)/g).map((what) => `unknown-${what}`))
      .filter((name) => !name.endsWith('-') && !NOT_FOR_PAGES.has(name))
    expect(said.length).toBeGreaterThan(100)
    expect(missing('problem', said)).toEqual([])
  })

  it('has them for every alarm', () => {
    const text = ['edge/app', 'edge/core', 'edge/store', 'edge/links'].map(sources).join('\n')
    const said = names(text, /raise_alarm\(\s*\w+,\s*"([a-z-]+)"/g)
      .concat(names(text, /std::string_view alarm_\w+ =\s*"([a-z-]+)"/g), names(text, /constexpr const char\* alarm = "([a-z-]+)"/g), ['internal-invariant'])
    expect(said.length).toBeGreaterThan(8)
    expect(missing('alarm', said)).toEqual([])
  })

  it('has them for every state of the line to headquarters', () => {
    const text = ['sync/session', 'sync/agent', 'sync/hq', 'edge/links'].map(sources).join('\n')
    const said = names(text, /(?:reason = |last_trouble_ = \{|, )"((?:hq|edge|stalled|sync|store)-[a-z-]+)"/g)
      .concat(names(text, /Bye\{"([a-z-]+)"/g).map((why) => `bye-${why}`), names(text, /(?:Refuse\{|refuse\(\s*)"([a-z-]+)"/g).map((why) => `refused-${why}`))
      .filter((name) => !['hq-storage', 'hq-socket', 'hq-newer', 'hq-in-use', 'hq-open', 'bye-fork'].includes(name)) // bye-fork: said by the store
    expect(said.length).toBeGreaterThan(10)
    expect(missing('hq', said)).toEqual([])
  })
})

describe('words for codes that were not erased', () => {
  // The box's own table, what its rules refuse with, and what the bay's driver refuses with or ends as.
  const said = [
    ...names(sources('edge/data'), /\{"([a-z_-]+)",\s*"/g),
    ...names(sources('edge/app'), /refusal\("([a-z-]+)"/g),
    ...names(sources('devices/codec'), /refuse\("(clear-[a-z-]+)"/g),
    ...names(sources('devices/drivers'), /end\((?:erased_ \? "" : )?"([a-z-]+)"\)/g),
  ].filter((name) => readTable.includes(`"${name}"`) || name.startsWith('clear-'))

  it('are there for every reason of the box and of the bay, in both languages', () => {
    expect(said.length).toBeGreaterThan(30)
    for (const name of new Set(said)) {
      expect(`clear_why.${name}` in bayZh, name).toBe(true)
      expect(`clear_why.${name}` in bayEn, name).toBe(true)
      expect(readTable.includes(`{"${name}"`), `edge/data/clear_words.cpp lacks ${name}`).toBe(true)
    }
  })

  it('are not kept when nobody says them', () => {
    const kept = Object.keys(bayZh).filter((key) => key.startsWith('clear_why.'))
    expect(kept.map((key) => key.slice('clear_why.'.length)).filter((name) => !said.includes(name))).toEqual([])
  })
})

describe('words that nobody says', () => {
  it('are not kept', () => {
    const text = ['edge', 'sync'].map(sources).join('\n')
    const told = (name: string) => [name, name.replace(/^(bye|refused|unknown)-/, '')].some((part) => text.includes(`"${part}"`))
    expect(Object.keys(zh).filter((key) => !told(key.slice(key.indexOf('.') + 1)))).toEqual([])
  })
})

describe('a word in the language of the screen', () => {
  const alarm = (name: string): Alarm => ({ id: 'a', name, subject: '0190a5c2-0000-7000-8000-000000000001', text: 'It is so.', at: '' })
  const hq = (reason: string, error: string): HqLink => ({ configured: true, state: 'offline', since: null, last_contact: null, endpoint: '', error, reason })

  it('is Chinese first', () => {
    setLang('zh-CN', false)
    expect(problemWord(new Problem(422, 'empty-cart', 'The cart is empty.'))).toBe('还没有商品')
    expect(alarmWord(alarm('refund-refused'))).toContain('交易号 0190a5c2000070008000000000000001')
    expect(hqWord(hq('hq-lost', 'the connection was lost'))).toBe('和总部的连接断了，正在重试')
  })

  it('is the text of the box for a name that has none', () => {
    expect(problemWord(new Problem(422, 'quite-new', 'Quite new.'))).toBe('Quite new.')
    expect(problemWord(new Problem(422, 'quite-new', ''))).toBe('quite-new')
    expect(alarmWord(alarm('quite-new'))).toBe('It is so.')
    expect(hqWord(hq('', 'An older box says this.'))).toBe('An older box says this.')
    expect(hqWord(hq('', ''))).toBe('')
  })
})
