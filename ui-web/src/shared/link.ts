import { reactive, watch } from 'vue'

/** Whether the box answers this page. One truth for every bar, retry loop and disabled button. */
export const link = reactive({ up: true, downSince: 0 })

export function noteUp(): void {
  link.up = true
  link.downSince = 0
}

export function noteDown(now = Date.now()): void {
  if (link.up) link.downSince = now
  link.up = false
}

/** Resolves after `ms`, or at once when the box answers somebody else again. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const stop = watch(
      () => link.up,
      (up, was) => {
        if (up && !was) done()
      },
    )
  })
}
