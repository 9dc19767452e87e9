import { ref } from 'vue'
import type { Signal } from './signal'
import { levelOfScreen, nextLevel, type Level } from './sounds'

// A hand that trembles before the camera is answered once.
const AGAIN_QUIET_MS = 2_000

type Play = (signal: Signal, level: Level) => void

/** The tones come after the first screen is there: nobody scans in its first half second. */
function loadedSpeaker(): Play {
  let play: Play = () => undefined
  void import('./speaker').then(
    ({ Speaker }) => {
      const speaker = new Speaker()
      play = (signal, level) => speaker.play(signal, level)
    },
    () => undefined, // without sound the words and the flash are still there
  )
  return (signal, level) => play(signal, level)
}

/** Sound and flash of one screen. `play` and `now` are for tests. */
export function useFeedback(play: Play = loadedSpeaker(), now: () => number = Date.now) {
  const ofScreen = levelOfScreen(typeof location === 'undefined' ? '' : location.search)
  const level = ref<Level>(ofScreen)
  const flash = ref<{ kind: Signal; n: number } | null>(null)
  let last_ms = -Infinity
  let last: Signal | null = null

  function give(kind: Signal): void {
    const at = now()
    const tooSoon = kind === 'again' && last === 'again' && at - last_ms < AGAIN_QUIET_MS
    if (tooSoon) return
    last = kind
    last_ms = at
    flash.value = { kind, n: (flash.value?.n ?? 0) + 1 }
    play(kind, level.value)
  }

  function turnSound(): void {
    level.value = nextLevel(level.value)
    play('accepted', level.value) // so loud it is now
  }

  /** The next customer begins with the sound that the shop chose. */
  function rest(): void {
    level.value = ofScreen
  }

  return { level, flash, give, turnSound, rest }
}
