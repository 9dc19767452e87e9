/**
 * Keyboard-wedge scanners, the fallback where the box does not read the scanner itself. They type faster than people
 * do and end with Enter. Letters reach a focused field before it is known that they were a scan, so what the field
 * received is taken back.
 */
export interface WedgeOptions {
  onScan: (code: string) => void
  prefix?: string
  suffix?: string
  /** Longest pause between two characters of one scan. */
  gap_ms?: number
  now?: () => number
}

const SHORTEST = 6
const LONGEST = 256

function characterOf(event: KeyboardEvent): string | null {
  if (event.isComposing || event.key === 'Unidentified' || event.key === 'Process') return null
  if (event.ctrlKey || event.altKey || event.metaKey) return null
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)
  if (digit && !event.shiftKey) return digit[1]!
  return event.key.length === 1 ? event.key : null
}

export class WedgeReader {
  private typed = ''
  private last_ms = 0
  private fieldBefore: { field: HTMLInputElement; value: string } | null = null

  constructor(private readonly options: WedgeOptions) {}

  readonly onKey = (event: KeyboardEvent): void => {
    const now = (this.options.now ?? performance.now.bind(performance))()
    if (now - this.last_ms > (this.options.gap_ms ?? 100)) this.forget()
    if (event.key === 'Enter') {
      this.finish(event)
      return
    }
    const character = characterOf(event)
    if (character === null) return
    if (this.typed === '') this.rememberField(event.target)
    this.typed = (this.typed + character).slice(-LONGEST)
    this.last_ms = now
  }

  private rememberField(target: EventTarget | null): void {
    const isField = typeof HTMLInputElement !== 'undefined' && target instanceof HTMLInputElement
    this.fieldBefore = isField ? { field: target, value: target.value } : null
  }

  private finish(event: KeyboardEvent): void {
    const code = this.strip(this.typed)
    const before = this.fieldBefore
    this.forget()
    if (code === null) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (before) {
      before.field.value = before.value
      before.field.dispatchEvent(new Event('input', { bubbles: true }))
    }
    this.options.onScan(code)
  }

  private strip(text: string): string | null {
    const { prefix = '', suffix = '' } = this.options
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return null
    const code = text.slice(prefix.length, text.length - suffix.length)
    return code.length >= SHORTEST ? code : null
  }

  private forget(): void {
    this.typed = ''
    this.fieldBefore = null
  }
}

/** Payment codes of WeChat and Alipay: 18 digits (16 to 24 for Alipay) with the providers' leading pairs. */
export function isPaymentCode(text: string): boolean {
  return /^1[0-5]\d{16}$/.test(text) || /^(?:2[5-9]|30)\d{14,22}$/.test(text)
}
