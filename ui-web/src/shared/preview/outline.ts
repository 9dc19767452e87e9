import type { PreviewCode } from '@/shared/api/box'

type Point = [number, number]

const BARS_HIGH = 0.28 // of their length, where the picture does not tell: a reader of bars marks a line through them
const GROWN = 0.06 // so that the line stands beside the code and not on it

function middle(points: Point[]): Point {
  const sum = points.reduce(([x, y], point) => [x + point[0], y + point[1]] as Point, [0, 0])
  return [sum[0] / points.length, sum[1] / points.length]
}

const length = (a: Point, b: Point) => Math.hypot(b[0] - a[0], b[1] - a[1])

/** Grey pixels of the picture, row after row. */
export interface Pixels {
  width: number
  height: number
  grey: Uint8Array
}

const SAMPLES = 48
const LIKE = 0.75 // correlation with the line that was read; another line of the same bars has more, a word below less
const HIGHEST = 1.2 // of the length: no bars are higher
const MISSES = 2 // lines in a row that may be unlike: a crease, a finger

/** What stands along the line from `a` to `b`, `off` pixels to its side; null where that leaves the picture. */
function profile({ width, height, grey }: Pixels, a: Point, b: Point, side: Point, off: number): number[] | null {
  const out: number[] = []
  for (let i = 0; i < SAMPLES; i += 1) {
    const part = (i + 0.5) / SAMPLES
    const x = Math.round(a[0] + (b[0] - a[0]) * part + side[0] * off)
    const y = Math.round(a[1] + (b[1] - a[1]) * part + side[1] * off)
    if (x < 0 || y < 0 || x >= width || y >= height) return null
    out.push(grey[y * width + x]!)
  }
  return out
}

function correlation(one: number[], other: number[]): number {
  const mean = (row: number[]) => row.reduce((sum, value) => sum + value, 0) / row.length
  const [m, n] = [mean(one), mean(other)]
  let [both, left, right] = [0, 0, 0]
  one.forEach((value, at) => {
    both += (value - m) * (other[at]! - n)
    left += (value - m) ** 2
    right += (other[at]! - n) ** 2
  })
  return left > 0 && right > 0 ? both / Math.sqrt(left * right) : 0
}

/** How far the bars reach to one side of the line, in pixels; null when the line shows no bars to follow. */
function reach(pixels: Pixels, a: Point, b: Point, side: Point): number | null {
  const first = profile(pixels, a, b, side, 0)
  if (!first || Math.max(...first) - Math.min(...first) < 30) return null
  const most = length(a, b) * HIGHEST
  let found = 0
  for (let off = 1; off <= most && off - found <= MISSES; off += 1) {
    const next = profile(pixels, a, b, side, off)
    if (!next) break
    if (correlation(first, next) >= LIKE) found = off
  }
  return found
}

/** Lifts the long sides of a flat outline off each other, along the code's own upright, to where its bars end. */
function lifted([a, b, c, d]: Point[], pixels: Pixels | null): Point[] {
  const [left, right] = [middle([a!, d!]), middle([b!, c!])]
  const long = length(left, right)
  const high = (length(a!, d!) + length(b!, c!)) / 2
  if (long === 0 || high >= BARS_HIGH * long) return [a!, b!, c!, d!]
  const up: Point = [(right[1] - left[1]) / long, (left[0] - right[0]) / long]
  const down: Point = [-up[0], -up[1]]
  const over = pixels && reach(pixels, left, right, up)
  const under = pixels && reach(pixels, left, right, down)
  const told = over !== null && under !== null && over + under >= 4
  const [above, below] = told ? [over, under] : [(BARS_HIGH * long) / 2, (BARS_HIGH * long) / 2]
  const beside = (point: Point, way: Point, by: number): Point => [point[0] + way[0] * by, point[1] + way[1] * by]
  return [beside(left, up, above), beside(right, up, above), beside(right, down, below), beside(left, down, below)]
}

/** The corners of what is drawn round a code, in pixels of the picture (`pixels`, if at hand); null for corners that are none. */
export function outlineOf(code: Pick<PreviewCode, 'corners' | 'symbology'>, pixels: Pixels | null = null): Point[] | null {
  const corners = code.corners as Point[]
  if (corners.length !== 4 || corners.some((corner) => corner.length !== 2 || !corner.every(Number.isFinite))) return null
  const matrix = code.symbology === 'QR' || code.symbology === 'DM'
  const box = matrix ? corners : lifted(corners, pixels)
  const [x, y] = middle(box)
  return box.map(([px, py]) => [px + (px - x) * GROWN, py + (py - y) * GROWN])
}

/** For the `points` of an SVG polygon. */
export function pointsOf(code: Pick<PreviewCode, 'corners' | 'symbology'>, pixels: Pixels | null = null): string {
  return (outlineOf(code, pixels) ?? []).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
}
