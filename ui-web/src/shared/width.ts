import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** The width of an element in pixels, so that a drawing keeps its letters at their size when it gets narrow. */
export function useWidth(place: Ref<Element | null>, first: number): Ref<number> {
  const width = ref(first)
  let watcher: ResizeObserver | undefined
  onMounted(() => {
    watcher = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) width.value = Math.round(entry.contentRect.width)
    })
    if (place.value) watcher.observe(place.value)
  })
  onBeforeUnmount(() => watcher?.disconnect())
  return width
}
