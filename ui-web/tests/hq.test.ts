import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { setLang, type Lang } from '@/shared/i18n'
import type { StoreRow, StoreState } from '@/hq/api'
import StoresTable from '@/hq/StoresTable.vue'
import { refusalWord } from '@/hq/texts'

const store = (state: StoreState, refusal: string | null = null): StoreRow => ({
  id: 'shop-1', name: '', state, refusal, last_contact: '2026-01-02T03:04:05Z', lag_events: 0, lag_s: 0, received_seq: 5, applied_seq: 5,
})
const page = (row: StoreRow) => renderToString(createSSRApp(StoresTable, { stores: [row] }))

/** The sentences that headquarters keeps with a refusal, from its source. */
const sentences = [...readFileSync(new URL('../../sync/session/hq_session.cpp', import.meta.url), 'utf8').matchAll(/refuse\(\s*"([a-z-]+)",([^;]+);/g)].map(
  ([, name, text]) => [name!, [...text!.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((part) => part[1]).join('')] as const,
)

describe('a store at headquarters', () => {
  it.each<[StoreState, Lang, string]>([
    ['online', 'en', 'online'], ['online', 'zh-CN', '在线'],
    ['offline', 'en', 'offline'], ['offline', 'zh-CN', '离线'],
    ['never', 'en', 'never'], ['never', 'zh-CN', '从未联系'],
    ['refused', 'en', 'refused'], ['refused', 'zh-CN', '被拒绝'],
    ['revoked', 'en', 'key revoked'], ['revoked', 'zh-CN', '公钥已吊销'],
  ])('that is %s is so in %s', async (state, lang, word) => {
    setLang(lang, false)
    expect(await page(store(state))).toContain(`</i>${word}</span>`)
  })

  it('that is refused says why', async () => {
    setLang('en', false)
    const html = await page(store('refused', 'Quite a new reason.'))
    expect(html).toContain('Headquarters takes nothing from shop-1.')
    expect(html).toContain('Quite a new reason.')
    expect(await page(store('offline', null))).not.toContain('role="alert"')
  })

  it('has a Chinese word for every reason that headquarters gives', () => {
    expect(sentences.length).toBeGreaterThan(2)
    setLang('zh-CN', false)
    for (const [name, text] of sentences) expect(refusalWord(text), name).toMatch(/\p{Script=Han}/u)
    const fork = /"(Headquarters has another event[^"]+)"/.exec(readFileSync(new URL('../../edge/app/outbox_feed.cpp', import.meta.url), 'utf8'))
    expect(refusalWord(fork?.[1]), 'the fork that a store sees itself').toMatch(/\p{Script=Han}/u)
  })
})
