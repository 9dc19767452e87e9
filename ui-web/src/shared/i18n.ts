import { ref, watchEffect } from 'vue'

export type Lang = 'zh-CN' | 'en'
export type Params = Record<string, string | number>

const STORED = 'outpost.lang'

function initial(): Lang {
  try {
    const kept = localStorage.getItem(STORED)
    if (kept === 'en' || kept === 'zh-CN') return kept
  } catch {
    // storage may be forbidden; Chinese first then
  }
  return 'zh-CN'
}

export const lang = ref<Lang>(initial())

/** Changes the language; `keep` remembers it for this screen (staff), a kiosk forgets it with the customer. */
export function setLang(next: Lang, keep: boolean): void {
  lang.value = next
  if (!keep) return
  try {
    localStorage.setItem(STORED, next)
  } catch {
    // see initial()
  }
}

if (typeof document !== 'undefined') {
  watchEffect(() => {
    document.documentElement.lang = lang.value
  })
}

/** Fills `{name}`; of `one|many` takes the form for `n`. */
export function fill(text: string, params?: Params): string {
  if (!params) return text
  const forms = text.split('|')
  const chosen = forms.length === 2 ? (params.n === 1 ? forms[0]! : forms[1]!) : text
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}

export type Translate<K extends string> = (key: K, params?: Params) => string

/** A typed dictionary: both languages must have exactly the keys of the Chinese one. */
export function dictionary<K extends string>(zh: Record<K, string>, en: Record<K, string>): Translate<K> {
  return (key, params) => fill((lang.value === 'en' ? en : zh)[key] ?? key, params)
}

/** The name of a product in the language of the screen; products without an English name keep their own. */
export function nameOf(item: { name: string; name_en?: string | null }): string {
  return (lang.value === 'en' && item.name_en) || item.name
}
