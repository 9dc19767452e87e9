// Makes the pictures of the documentation from the screenshots of the last run: node pictures.mjs. Scaled by the browser,
// brought down to a palette and packed as PNG, so that the whole set stays small.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { OUT, openBrowser } from './lib.mjs'
import { palettePng } from './palette_png.mjs'

const TARGET = fileURLToPath(new URL('../../ui-web/screenshots/', import.meta.url))
const MOST_BYTES = 3 << 20

/** Which screenshots, and at which scale. */
function chosen() {
  const rows = []
  const add = (scale, ...names) => rows.push(...names.map((name) => [name, scale]))
  for (const lang of ['zh', 'en']) {
    for (const screen of ['attract', 'basket', 'pay', 'paid']) add(0.5, `kiosk-${lang}-tall-${screen}`)
    for (const screen of ['attract', 'basket', 'find', 'pay', 'declined', 'paid']) add(0.75, `kiosk-${lang}-wide-${screen}`)
    for (const screen of ['search', 'cash', 'done']) add(0.75, `till-${lang}-${screen}`)
    for (const screen of ['today', 'orders', 'order', 'devices', 'bay-live', 'report', 'shelves', 'sync']) add(0.75, `staff-${lang}-wide-${screen}`)
    for (const screen of ['today', 'order']) add(1, `staff-${lang}-phone-${screen}`)
    add(0.75, `hq-${lang}`)
    add(0.75, `camera-${lang}-wide-card`)
  }
  // What the camera sees, on the kiosk: each language in the shape that its flow walks through.
  add(0.5, 'eye-zh-tall-outline')
  add(0.75, 'eye-en-wide-outline')
  add(0.5, 'kiosk-zh-tall-till', 'kiosk-zh-tall-receipt', 'kiosk-zh-tall-unknown-code')
  add(0.75, 'kiosk-zh-wide-till', 'kiosk-en-wide-password', 'trouble-kiosk-hq-away', 'trouble-kiosk-box-away', 'trouble-kiosk-unknown')
  add(0.75, 'trouble-staff-sync-away', 'staff-en-wide-today-dark')
  return rows
}

/** The picture's pixels at a scale, as the browser draws them. */
async function pixels(page, file, scale) {
  const drawn = await page.evaluate(
    async ({ data, scale }) => {
      const image = new Image()
      image.src = `data:image/png;base64,${data}`
      await image.decode()
      const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)]
      const pen = new OffscreenCanvas(width, height).getContext('2d')
      pen.imageSmoothingQuality = 'high'
      pen.drawImage(image, 0, 0, width, height)
      const bytes = pen.getImageData(0, 0, width, height).data
      let text = ''
      for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
      return { width, height, data: btoa(text) }
    },
    { data: readFileSync(file).toString('base64'), scale },
  )
  return { ...drawn, data: Buffer.from(drawn.data, 'base64') }
}

mkdirSync(TARGET, { recursive: true })
const browser = await openBrowser()
const page = await browser.newPage()
let sum = 0
const rows = chosen()
for (const [name, scale] of rows) {
  const { width, height, data } = await pixels(page, join(OUT, `${name}.png`), scale)
  const png = palettePng(width, height, data)
  writeFileSync(join(TARGET, `${name}.png`), png)
  sum += png.length
}
await browser.close()
console.log(`${rows.length} pictures, ${(sum / 1024).toFixed(0)} KiB`)
if (sum > MOST_BYTES) throw new Error('the pictures have grown over their limit')
