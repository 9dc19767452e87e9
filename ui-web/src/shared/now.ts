import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** The time, once a second, for ages on the screen. */
export function useNow(every_ms = 1_000): Ref<number> {
  const now = ref(Date.now())
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    timer = setInterval(() => (now.value = Date.now()), every_ms)
  })
  onBeforeUnmount(() => clearInterval(timer))
  return now
}
