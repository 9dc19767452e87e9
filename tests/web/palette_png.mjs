// RGBA pixels to a PNG of 256 colours: median cut over the colours that occur (Heckbert 1982), no dithering, since the
// screens are flat surfaces and letters.
import { deflateSync } from 'node:zlib'
import { chunk } from './picture.mjs'

const COLOURS = 256

function histogram(data) {
  const counts = new Map()
  for (let at = 0; at < data.length; at += 4) {
    const key = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([key, count]) => ({ key, count, rgb: [key >> 16, (key >> 8) & 255, key & 255] }))
}

function span(box) {
  let widest = { axis: 0, width: -1 }
  for (const axis of [0, 1, 2]) {
    let [low, high] = [255, 0]
    for (const { rgb } of box) {
      low = Math.min(low, rgb[axis])
      high = Math.max(high, rgb[axis])
    }
    if (high - low > widest.width) widest = { axis, width: high - low }
  }
  return widest
}

/** Cuts the box that is widest, weighted by how much of the picture it covers, until there are enough. */
function boxesOf(colours) {
  const measured = (box) => ({ box, ...span(box), weight: box.reduce((sum, { count }) => sum + count, 0) })
  const boxes = [measured(colours)]
  while (boxes.length < COLOURS) {
    boxes.sort((a, b) => b.width * Math.sqrt(b.weight) - a.width * Math.sqrt(a.weight))
    const first = boxes[0]
    if (!first || first.width <= 0) break
    const sorted = first.box.sort((a, b) => a.rgb[first.axis] - b.rgb[first.axis])
    let half = 0
    let at = 0
    while (at < sorted.length - 1 && half + sorted[at].count <= first.weight / 2) half += sorted[at++].count
    at = Math.min(sorted.length - 1, Math.max(1, at))
    boxes.splice(0, 1, measured(sorted.slice(0, at)), measured(sorted.slice(at)))
  }
  return boxes.map(({ box }) => box)
}

export function palettePng(width, height, data) {
  const boxes = boxesOf(histogram(data))
  const palette = Buffer.alloc(boxes.length * 3)
  const index = new Map()
  boxes.forEach((box, number) => {
    const weight = box.reduce((sum, { count }) => sum + count, 0)
    for (const axis of [0, 1, 2]) palette[number * 3 + axis] = Math.round(box.reduce((sum, { rgb, count }) => sum + rgb[axis] * count, 0) / weight)
    for (const { key } of box) index.set(key, number)
  })
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4
      rows[y * (width + 1) + 1 + x] = index.get((data[at] << 16) | (data[at + 1] << 8) | data[at + 2])
    }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const sign = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([sign, chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}
