// Several values with units of their own in one picture: each has its lane, and its scale is stretched so that
// what it may be fills that lane and nothing else.

export interface Span {
  low: number
  high: number
}

const STEPS = [1, 2, 2.5, 5, 10]

/** A step that people count in, at least `rough`. */
function stepOf(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * (STEPS.find((step) => step * power >= rough * 0.999_999) ?? 10)
}

/** The span of a lane: round numbers around the data, and never so narrow that the noise of a sensor looks like a storm. */
export function laneSpan(least: number | null | undefined, most: number | null | undefined, narrowest: number): Span {
  const middle = ((least ?? 0) + (most ?? 0)) / 2
  const half = Math.max((most ?? 0) - (least ?? 0), narrowest, 1e-6) / 2
  const step = stepOf((half * 2) / 4)
  const low = Math.floor((middle - half) / step + 1e-9) * step
  const high = Math.ceil((middle + half) / step - 1e-9) * step
  return { low: tidy(low), high: tidy(high) }
}

function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

/** The scale of the whole height for a value that belongs into lane `lane` (0 on top) of `lanes`. */
export function laneScale({ low, high }: Span, lane: number, lanes: number): [number, number] {
  const span = high - low
  return [low - (lanes - 1 - lane) * span, high + lane * span]
}

/** Where the newest sample at or before `at` is; -1 when there is none. */
export function indexAt(times: readonly number[], at: number): number {
  let from = 0
  let to = times.length
  while (from < to) {
    const half = (from + to) >> 1
    if (times[half]! <= at) from = half + 1
    else to = half
  }
  return from - 1
}
