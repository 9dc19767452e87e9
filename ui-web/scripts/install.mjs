// Brings node_modules to what the lock file says: node scripts/install.mjs NPM [FOLDER]. Several build folders share one
// node_modules, so it is left alone when it was made from this very lock file by this version of Node.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = `${resolve(process.argv[3] ?? fileURLToPath(new URL('../', import.meta.url)))}/`
const mark = `${root}node_modules/.outpost-lock`
const lock = readFileSync(`${root}package-lock.json`)
const wanted = `${createHash('sha256').update(lock).digest('hex')} ${process.versions.modules}`

let have = ''
try {
  have = readFileSync(mark, 'utf8')
} catch {
  // nothing installed yet
}
if (have !== wanted) {
  const run = spawnSync(process.argv[2] ?? 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, encoding: 'utf8' })
  if (run.status !== 0) {
    console.error((run.stderr ?? String(run.error)).trim().split('\n').slice(-8).join('\n'))
    console.error('The packages of the web pages could not be fetched: is the package registry in reach? Without it: -DOUTPOST_UI=PREBUILT or OFF.')
    process.exit(1)
  }
  writeFileSync(mark, wanted)
}
