import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { box, type Session } from '@/shared/api/box'
import { Problem, Unreachable } from '@/shared/api/client'
import { pause } from '@/shared/link'
import { CALL_ROLES } from '@/shared/api/schema.gen'

export type Door = 'loading' | 'open' | 'closed'
export type CallName = keyof typeof CALL_ROLES

/** Who this screen is. `closed` means the box does not know it yet: it must be enrolled or signed in. */
export const useSession = defineStore('session', () => {
  const door = ref<Door>('loading')
  const who = ref<Session | null>(null)
  const slow = ref(false)

  /** Asks until the box answers; only a clear "I do not know you" closes the door. */
  async function load(): Promise<void> {
    for (;;) {
      try {
        who.value = await box.session()
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

  return { door, who, slow, hqAway, load, may }
})

/** Takes `#enrol=CODE` out of the address at once, so that it is neither kept in the history nor used twice. */
export function takeEnrolCode(place: Location = location, past: History = history): string | null {
  const match = /[#&]enrol=([0-9A-Za-z-]{8,9})/.exec(place.hash)
  if (!match) return null
  past.replaceState(null, '', place.pathname + place.search)
  return match[1]!.toUpperCase()
}
