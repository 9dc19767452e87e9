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

let wall = wallClock(undefined)

function wallClock(zone: string | undefined): Intl.DateTimeFormat {
  const digits = '2-digit' as const
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, month: digits, day: digits, hour: digits, minute: digits, second: digits, hourCycle: 'h23' })
}

/** Times on the screens are the store's, as on its receipts, whatever zone the screen itself was set to. */
export function setZone(zone: string): void {
  try {
    wall = wallClock(zone)
  } catch {
    // a zone this browser does not know: its own will do
  }
}

function wallTime(iso: string | null | undefined): Record<string, string> | null {
  const at = iso ? new Date(iso) : null
  if (!at || Number.isNaN(at.getTime())) return null
  return Object.fromEntries(wall.formatToParts(at).map((part) => [part.type, part.value]))
}

/** Wall time of the store, `14:05`. */
export function clock(iso: string | null | undefined, seconds = false): string {
  const at = wallTime(iso)
  return at ? `${at.hour}:${at.minute}${seconds ? `:${at.second}` : ''}` : '—'
}

/** `11-21 14:05`; the year is never in doubt on a shop's screen. */
export function dayClock(iso: string | null | undefined): string {
  const at = wallTime(iso)
  return at ? `${at.month}-${at.day} ${at.hour}:${at.minute}` : '—'
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
