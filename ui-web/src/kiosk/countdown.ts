import { onBeforeUnmount, onMounted, ref } from 'vue'

/** Seconds that a screen stays by itself; `again` begins anew, with `seconds` when given. */
export function useCountdown(stays_s: number, onEnd: () => void) {
  const left = ref(stays_s)
  let timer: ReturnType<typeof setInterval> | undefined

  function again(seconds = stays_s): void {
    left.value = Math.max(left.value, seconds)
  }

  onMounted(() => {
    timer = setInterval(() => {
      left.value -= 1
      if (left.value <= 0) onEnd()
    }, 1_000)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return { left, again }
}
