import { onMounted, ref, shallowRef } from 'vue'
import { link } from './link'
import { watch } from 'vue'

/**
 * One thing a page shows: `loading` until the first answer, `failed` only while there is nothing older to show.
 * What is on the screen stays there when a later fetch fails. Asked again when the box is back.
 */
export function useLoad<T>(fetch: () => Promise<T>) {
  const data = shallowRef<T | null>(null)
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  const stale = ref(false)
  let turn = 0

  async function reload(): Promise<void> {
    const mine = ++turn
    try {
      const answer = await fetch()
      if (mine !== turn) return
      data.value = answer
      state.value = 'ready'
      stale.value = false
    } catch {
      if (mine !== turn) return
      stale.value = data.value !== null
      if (data.value === null) state.value = 'failed'
    }
  }

  onMounted(() => void reload())
  watch(
    () => link.up,
    (up) => up && void reload(),
  )
  return { data, state, stale, reload }
}
