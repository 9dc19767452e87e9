import { shallowRef, triggerRef } from 'vue'
import { keyOf, type Reading } from './gauges'

const KEEP = 900 // 90 s at the driver's 10 Hz

interface Track {
  times: number[]
  values: Array<number | null>
}

/** The recent past of every live value, bounded; screens take the track they draw. */
export function createTrace() {
  const readings = shallowRef<Reading[]>([])
  const tracks = new Map<string, Track>()

  function take(values: Reading[], now_s = Date.now() / 1000): void {
    readings.value = values
    for (const reading of values) {
      const key = keyOf(reading)
      const track = tracks.get(key) ?? { times: [], values: [] }
      tracks.set(key, track)
      track.times.push(now_s)
      track.values.push(typeof reading.value === 'number' ? reading.value : null)
      if (track.times.length > KEEP) {
        track.times.splice(0, track.times.length - KEEP)
        track.values.splice(0, track.values.length - KEEP)
      }
    }
    triggerRef(readings)
  }

  function trackOf(reading: Reading): Track {
    return tracks.get(keyOf(reading)) ?? { times: [], values: [] }
  }

  function clear(): void {
    readings.value = []
    tracks.clear()
  }

  return { readings, take, trackOf, clear }
}
