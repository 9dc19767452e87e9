import { describe, expect, it } from 'vitest'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('../src', import.meta.url).pathname
const folders = ['shared', 'shared/preview', 'kiosk', 'kiosk/later', 'staff', 'staff/bay', 'staff/camera', 'staff/words', 'hq', 'chooser']
const read = (folder: string, lang: string) => JSON.parse(readFileSync(join(root, folder, `${lang}.json`), 'utf8')) as Record<string, string>
const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(vue|ts)$/.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
}

describe.each(folders)('dictionary of %s', (folder) => {
  const zh = read(folder, 'zh-CN')
  const en = read(folder, 'en')

  it('has the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
  })

  it('has no empty text, no Han in English, and some Han in Chinese', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(text.trim(), key).not.toBe('')
      expect(/\p{Script=Han}/u.test(text), `${key}: ${text}`).toBe(false)
    }
    for (const [key, text] of Object.entries(zh)) {
      expect(/\p{Script=Han}/u.test(text), `${key}: ${text}`).toBe(true)
    }
  })

  it('fills the same holes in both languages', () => {
    for (const key of Object.keys(zh)) {
      for (const form of (en[key] ?? '').split('|')) expect(holes(form), key).toEqual(holes(zh[key] ?? ''))
    }
  })

  // The words' keys are names that the box says: words.test.ts looks for them there.
  it.skipIf(folder === 'staff/words')('keeps no text that nobody shows', () => {
    const code = sources(join(root, folder.split('/')[0]!)).concat(folder === 'shared' ? sources(root) : []).join('\n')
    const computedPrefixes = [...code.matchAll(/`([a-z_.]+)\.?\$\{/g)].map((match) => match[1]!)
    const unused = Object.keys(zh).filter((key) => !code.includes(`'${key}'`) && !computedPrefixes.some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })
})

describe('pages', () => {
  it('hold no Chinese outside the dictionaries', () => {
    const offenders = sources(root).flatMap((text) =>
      text
        .split('\n')
        .map((line) => line.replace(/\/\/.*$/, ''))
        .filter((line) => /\p{Script=Han}/u.test(line) && !/中文/.test(line) && !/秒|分钟|小时|天/.test(line)),
    )
    expect(offenders).toEqual([])
  })
})
