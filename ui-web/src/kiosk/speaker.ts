import type { Signal } from './signal'
import type { Level } from './sounds'

// A browser that nobody has touched yet is silent; what it could not say at once it must not say later.
const LATE_MS = 300
const GAIN: Record<Level, number> = { loud: 0.3, quiet: 0.08, off: 0 }

/** One tone after the other: [hertz, milliseconds]; 0 hertz is a pause. Rising is good, falling is not. */
export const TONES: Record<Signal, ReadonlyArray<readonly [number, number]>> = {
  accepted: [[1_760, 90]],
  again: [[1_175, 70], [0, 50], [1_175, 70]],
  unknown: [[660, 140], [440, 220]],
  refused: [[440, 160], [0, 40], [330, 260]],
  lost: [[520, 180], [0, 60], [390, 180], [0, 60], [260, 300]],
}

const RAMP_S = 0.008 // a tone that begins or ends at once clicks

/** Plays the tones; the newest signal cuts the one before short. Silent where the browser has no sound. */
export class Speaker {
  private context: AudioContext | null = null
  private playing: OscillatorNode | null = null

  constructor(private readonly make: () => AudioContext | null = makeContext) {}

  play(signal: Signal, level: Level): void {
    if (GAIN[level] === 0) return
    this.context ??= this.make()
    const context = this.context
    if (!context) return
    if (context.state !== 'suspended') return this.sound(context, signal, level)
    const asked = Date.now()
    const resumed = () => Date.now() - asked < LATE_MS && this.sound(context, signal, level)
    void context.resume().then(resumed, () => undefined)
  }

  private sound(context: AudioContext, signal: Signal, level: Level): void {
    this.playing?.stop()
    const tone = context.createOscillator()
    const gain = context.createGain()
    tone.type = 'triangle'
    tone.connect(gain).connect(context.destination)
    gain.gain.setValueAtTime(0, context.currentTime)
    let at = context.currentTime
    for (const [hertz, ms] of TONES[signal]) {
      const end = at + ms / 1_000
      if (hertz > 0) {
        tone.frequency.setValueAtTime(hertz, at)
        gain.gain.setValueAtTime(0, at)
        gain.gain.linearRampToValueAtTime(GAIN[level], at + RAMP_S)
        gain.gain.setValueAtTime(GAIN[level], end - RAMP_S)
        gain.gain.linearRampToValueAtTime(0, end)
      }
      at = end
    }
    tone.start()
    tone.stop(at)
    tone.onended = () => gain.disconnect()
    this.playing = tone
  }
}

function makeContext(): AudioContext | null {
  try {
    return new AudioContext()
  } catch {
    return null // no sound in this browser
  }
}
