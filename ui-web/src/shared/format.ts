import { lang } from './i18n'

/** `1234567` → `12,345.67`: integers all the way, never a float of money. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '−' : ''
  const whole = Math.abs(Math.trunc(fen))
  const units = Math.floor(whole / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}${units}.${(whole % 100).toString().padStart(2, '0')}`
}

/** With its sign, for running text: `¥12.50`. */
export function money(fen: number): string {
  return fen < 0 ? `−¥${yuan(-fen)}` : `¥${yuan(fen)}`
}

/** `12.5` or `12,50`… → fen; null when it is not an amount with at most two decimals. */
export function parseYuan(text: string): number | null {
  const match = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(text.trim().replace(/,/g, ''))
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** Thousandths as people say them: `2` pieces, `0.350` kg. */
export function quantity(milli: number, unit: string): string {
  if (unit !== 'kg') return milli % 1000 === 0 ? String(milli / 1000) : (milli / 1000).toFixed(3)
  return `${Math.floor(milli / 1000)}.${(milli % 1000).toString().padStart(3, '0')} kg`
}

export function grams(weightMg: number): string {
  return Math.round(weightMg / 1000).toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

const two = (value: number) => value.toString().padStart(2, '0')

/** Local wall time of the screen, `14:05`. */
export function clock(iso: string | null | undefined, seconds = false): string {
  if (!iso) return '—'
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return '—'
  return `${two(at.getHours())}:${two(at.getMinutes())}${seconds ? `:${two(at.getSeconds())}` : ''}`
}

/** `11-21 14:05`; the year is never in doubt on a shop's screen. */
export function dayClock(iso: string | null | undefined): string {
  if (!iso) return '—'
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return '—'
  return `${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(iso)}`
}

/** How long ago, in the largest unit that says something. */
export function age(seconds: number): string {
  const zh = lang.value !== 'en'
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return zh ? `${s} 秒` : `${s} s`
  if (s < 3600) return zh ? `${Math.floor(s / 60)} 分钟` : `${Math.floor(s / 60)} min`
  if (s < 86_400) return zh ? `${Math.floor(s / 3600)} 小时` : `${Math.floor(s / 3600)} h`
  return zh ? `${Math.floor(s / 86_400)} 天` : `${Math.floor(s / 86_400)} d`
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} B`
  if (count < 1024 * 1024) return `${(count / 1024).toFixed(1)} KB`
  return `${(count / 1024 / 1024).toFixed(1)} MB`
}

/** The character of a drawn tile: the first letter, digit or ideograph of the name. */
export function initialOf(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '·').toUpperCase()
}
