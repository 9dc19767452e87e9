import { onBeforeUnmount, onMounted, ref } from 'vue'

const SIGNS_OF_LIFE = ['pointerdown', 'keydown', 'touchstart', 'wheel'] as const

export interface IdleOptions {
  /** Seconds without a touch before the question; 0 = never now (a payment is under way, nobody is here). */
  limit_s: () => number
  /** Seconds the question stays. */
  warn_s: number
  onReset: () => void
}

/** "Still there?": after `limit_s` a countdown that any touch ends, then the reset. */
export function useIdle(options: IdleOptions) {
  const left_s = ref<number | null>(null)
  let lastSign = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined

  function touch(): void {
    lastSign = Date.now()
    left_s.value = null
  }

  function beat(): void {
    const limit = options.limit_s()
    if (limit <= 0) {
      touch()
      return
    }
    const over_s = (Date.now() - lastSign) / 1000 - limit
    if (over_s < 0) return
    const left = Math.ceil(options.warn_s - over_s)
    if (left > 0) {
      left_s.value = left
      return
    }
    touch()
    options.onReset()
  }

  onMounted(() => {
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, touch, { passive: true, capture: true })
    timer = setInterval(beat, 250)
  })
  onBeforeUnmount(() => {
    for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, touch, { capture: true })
    clearInterval(timer)
  })
  return { left_s, touch }
}
