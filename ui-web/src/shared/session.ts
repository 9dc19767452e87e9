import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { box, type Session } from '@/shared/api/box'
import { Problem, Unreachable } from '@/shared/api/client'
import { setZone } from '@/shared/format'
import { pause } from '@/shared/link'
import { CALL_ROLES } from '@/shared/api/schema.gen'

export type Door = 'loading' | 'open' | 'closed'
export type CallName = keyof typeof CALL_ROLES

/** Who this screen is. `closed` means the box does not know it yet: it must be enrolled or signed in. */
export const useSession = defineStore('session', () => {
  const door = ref<Door>('loading')
  const who = ref<Session | null>(null)
  const slow = ref(false)
  const codeRefused = ref(false)

  /** A code that came with the address is used first; when it is refused the door says so. */
  async function useGivenCode(): Promise<void> {
    const code = given
    given = null
    if (!code) return
    try {
      await box.enrol(code)
    } catch {
      codeRefused.value = true
    }
  }

  /** Asks until the box answers; only a clear "I do not know you" closes the door. */
  async function load(): Promise<void> {
    await useGivenCode()
    for (;;) {
      try {
        who.value = await box.session()
        setZone(who.value.store.zone)
        door.value = 'open'
        slow.value = false
        return
      } catch (error) {
        if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
          who.value = null
          door.value = 'closed'
          return
        }
        slow.value = true
        await pause(error instanceof Unreachable ? 1_000 : 2_000)
      }
    }
  }

  /** Whether the box would let this screen make the call; see the role table in openapi.json. */
  function may(call: CallName): boolean {
    return who.value !== null && (CALL_ROLES[call] as readonly string[]).includes(who.value.role)
  }

  const hqAway = computed(() => {
    const hq = who.value?.hq
    return hq !== undefined && hq.configured && hq.state !== 'connected'
  })

  /** Whether payment codes work in this store now; until the box has said so they are offered. */
  const takesCode = computed(() => who.value?.tenders.includes('code') ?? true)

  return { door, who, slow, codeRefused, hqAway, takesCode, load, may }
})

const ENROL = /#enrol=([0-9A-Za-z-]{8,9})$/

export function enrolCodeIn(address: string): string | null {
  return ENROL.exec(address)?.[1]?.toUpperCase() ?? null
}

// Taken out of the address at once, before any route is read, so that it is neither kept in the history nor used twice.
let given: string | null = typeof location === 'undefined' ? null : enrolCodeIn(location.href)
if (given) history.replaceState(null, '', location.pathname + location.search)
if (typeof window !== 'undefined') {
  window.addEventListener('hashchange', (event) => {
    if (enrolCodeIn(event.newURL)) {
      location.replace(event.newURL)
      location.reload()
    }
  })
}
