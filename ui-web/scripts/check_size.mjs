// Holds the built pages to their budgets: node scripts/check_size.mjs [DIST [--look]]. Reads Vite's manifest, packs every file
// (the .gz beside a file is what the box sends; --look writes none) and fails when a page has grown past what a slow screen can take.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = process.argv[2] ?? process.env.OUTPOST_UI_OUT ?? 'dist'
const look = process.argv.includes('--look')
const KIB = 1024
const MOST = {
  'kiosk first screen': 60 * KIB,
  'kiosk all': 150 * KIB,
  'kiosk css': 15 * KIB,
  'staff first screen': 80 * KIB,
  'staff one route': 60 * KIB,
  'hq first screen': 80 * KIB,
  'all assets, raw': 1024 * KIB,
}

const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const packed = new Map()
let raw = 0
function pack(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) pack(path)
    else if (!name.endsWith('.gz') && !name.endsWith('.json')) {
      const bytes = readFileSync(path)
      const small = gzipSync(bytes, { level: 9 })
      packed.set(path, small.length)
      raw += bytes.length
      if (!look && /\.(js|css|svg|html)$/.test(name)) writeFileSync(`${path}.gz`, small)
    }
  }
}
pack(dist)

/** Every chunk that `entry` needs before it shows something; with lazy ones when asked. */
function chunks(entry, lazy, seen = new Set()) {
  if (seen.has(entry)) return seen
  seen.add(entry)
  const chunk = manifest[entry]
  for (const next of chunk.imports ?? []) chunks(next, lazy, seen)
  if (lazy) for (const next of chunk.dynamicImports ?? []) chunks(next, lazy, seen)
  return seen
}
const sizeOf = (files) => [...new Set(files)].reduce((sum, file) => sum + (packed.get(join(dist, file)) ?? 0), 0)
const js = (keys) => sizeOf([...keys].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')))
const css = (keys) => sizeOf([...keys].flatMap((key) => manifest[key].css ?? []))

const staffFirst = chunks('staff.html', false)
const routes = Object.keys(manifest).filter((key) => /^src\/staff\/pages\//.test(key))
const routeSizes = routes.map((key) => js([...chunks(key, true, new Set(staffFirst))].filter((part) => !staffFirst.has(part))))
const found = {
  'kiosk first screen': js(chunks('kiosk.html', false)),
  'kiosk all': js(chunks('kiosk.html', true)),
  'kiosk css': css(chunks('kiosk.html', true)),
  'staff first screen': js(staffFirst),
  'staff one route': Math.max(...routeSizes),
  'hq first screen': js(chunks('hq.html', false)),
  'all assets, raw': raw,
}

let failed = 0
for (const [name, most] of Object.entries(MOST)) {
  const bad = !(found[name] > 0 && found[name] <= most)
  failed += Number(bad)
  console.log(`${bad ? 'OVER ' : 'ok   '}${name.padEnd(20)} ${(found[name] / KIB).toFixed(1).padStart(7)} of ${most / KIB} KiB`)
}
process.exit(failed ? 1 : 0)
