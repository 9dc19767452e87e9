import { keyOf, type Reading } from './gauges'

const KEEP = 900 // 90 s at the driver's 10 Hz: a minute on the screen and some that a slow redraw may be behind
const GAP_S = 1.5 // longer than between two samples of a slow car: nobody knows what was in between
const SLACK = 300 // thrown away at once, so that the arrays are not moved at every sample

type Column = Array<number | null>

/** What a graph draws: one row of times (seconds), and as many values in each column; null where nothing was said. */
export interface Samples {
  times: number[]
  columns: Column[]
}

/**
 * The recent past of every live value in plain arrays that nothing observes: a graph reads them when it draws. Whoever
 * needs them to stand still takes a copy.
 */
export function createTrace(keep = KEEP, slack = SLACK) {
  const times: number[] = []
  const columns = new Map<string, Column>()
  const latest = new Map<string, Reading>()

  function take(values: readonly Reading[], now_s: number): void {
    if (!values.length) return
    const last = lastAt()
    if (last !== null && now_s - last > GAP_S) breakLine(last + GAP_S / 2)
    times.push(now_s)
    latest.clear()
    for (const reading of values) {
      const key = keyOf(reading)
      latest.set(key, reading)
      let column = columns.get(key)
      if (!column) columns.set(key, (column = new Array<number | null>(times.length - 1).fill(null)))
      column.push(typeof reading.value === 'number' ? reading.value : null)
    }
    for (const column of columns.values()) if (column.length < times.length) column.push(null)
    if (times.length > keep + slack) forget()
  }

  /** A row of nothing, so that no line is drawn across a time without values. */
  function breakLine(at_s: number): void {
    times.push(at_s)
    for (const column of columns.values()) column.push(null)
  }

  function forget(): void {
    const old = times.length - keep
    times.splice(0, old)
    for (const [key, column] of columns) {
      column.splice(0, old)
      if (!latest.has(key) && column.every((value) => value === null)) columns.delete(key)
    }
  }

  /** The living arrays of these values, in this order. */
  function samplesOf(keys: readonly string[]): Samples {
    return { times, columns: keys.map((key) => columns.get(key) ?? new Array<number | null>(times.length).fill(null)) }
  }

  function lastAt(): number | null {
    return times[times.length - 1] ?? null
  }

  function clear(): void {
    times.length = 0
    columns.clear()
    latest.clear()
  }

  return { take, samplesOf, lastAt, clear }
}

export type Trace = ReturnType<typeof createTrace>

export function copyOf(samples: Samples): Samples {
  return { times: samples.times.slice(), columns: samples.columns.map((column) => column.slice()) }
}
