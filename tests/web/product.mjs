// The real product in a folder of its own: provider simulator, headquarters, edge, sync and the devices with simulated
// hardware behind the real drivers, as ./dev run starts them, on ports that were free a moment ago.
import { spawn, execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, copyFileSync, readdirSync, renameSync, statSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'

const root = fileURLToPath(new URL('../../', import.meta.url))
export const BIN = process.env.OUTPOST_BIN_DIR ?? join(root, 'build/release/bin')
export const UI = process.env.OUTPOST_UI_DIR ?? join(root, 'build/release/ui')
const READY_MS = 30_000
/** What the drawn camera of kiosk3 shows: a product of the demo catalogue. */
export const CROSSING = readFileSync(join(root, 'edge/data/demo/products.csv'), 'utf8').match(/\b\d{13}(?=,)/)[0]
const DEVICES = { cam1: 'outpost-camera', cam2: 'outpost-camera', cam3: 'outpost-camera', 'printer-kiosk1': 'outpost-device', 'printer-till1': 'outpost-device', bay1: 'outpost-device', shelf1: 'outpost-device' }

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until `look` gives something true; the last failure is told. */
export async function until(what, look, within_ms = 30_000, every_ms = 50) {
  const end = Date.now() + within_ms
  let last
  for (;;) {
    try {
      const seen = await look()
      if (seen) return seen
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`not within ${within_ms} ms: ${what}${last ? ` (${last.message})` : ''}`)
    await sleep(every_ms)
  }
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, () => new Promise((resolve) => { const server = createServer().listen(0, '127.0.0.1', () => resolve(server)) })),
  )
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

function configuration(dir, [edge, hq, sync, provider]) {
  const unit = (name, driver, port, station, more = '') => `[unit.${name}]\ndriver = ${driver}\nport = ${port}\nstation = ${station}\n${more}`
  return [
    `[edge]\nstore_id = demo\nstore_name = 前哨示范店\nhttp_port = ${edge}\nui_dir = ${UI}\nprovider_url = http://127.0.0.1:${provider}\n`,
    `[sync]\nhq_endpoint = tcp://127.0.0.1:${sync}\n`,
    `[hq]\nhttp_port = ${hq}\nsync_endpoint = tcp://127.0.0.1:${sync}\nui_dir = ${UI}\n`,
    unit('cam1', 'scan_camera', `folder:${dir}/cameras/cam1`, 'kiosk1'),
    unit('cam2', 'scan_camera', `folder:${dir}/cameras/cam2`, 'kiosk2'),
    // Its code crosses the picture, is away for a second and a half, and is not released meanwhile.
    unit('cam3', 'scan_camera', `pattern:ean13?fps=10&code=${CROSSING}`, 'kiosk3', 'release_ms = 8000\n'),
    unit('printer-kiosk1', 'escpos', 'sim:printer', 'kiosk1', `copy_dir = ${dir}/receipts\n`),
    unit('printer-till1', 'escpos', 'sim:printer', 'till1', `copy_dir = ${dir}/receipts\n`),
    unit('bay1', 'obd_bay', 'sim:elm327?car=petrol-2020&month=6', 'bay1'),
    unit('shelf1', 'shelf_stream', 'sim:shelf?lanes=8', 'shelf1', 'calibration = 2.5@0\n'),
  ].join('')
}

export class Product {
  static async start() {
    const product = new Product()
    // However this process ends, its programs end with it.
    process.on('exit', () => { for (const { child } of product.running.values()) child.kill('SIGKILL') })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
    await product.make()
    for (const name of ['provider', 'hq', 'edge', 'sync', ...Object.keys(DEVICES)]) product.run(name)
    for (const name of product.running.keys()) await product.ready(name)
    await until('the line to headquarters', async () => (await product.call('GET', '/sync')).hq.state === 'connected')
    return product
  }

  running = new Map()

  async make() {
    for (const name of ['outpost-edge', 'outpost-store', 'outpost-hq', 'outpost-sync', 'outpost-provider-sim', ...Object.values(DEVICES)])
      if (!existsSync(join(BIN, name))) throw new Error(`${name} is not in ${BIN}; build it, or set OUTPOST_BIN_DIR`)
    if (!existsSync(join(UI, 'kiosk.html'))) throw new Error(`no web pages in ${UI}; build outpost_ui, or set OUTPOST_UI_DIR`)
    this.dir = mkdtempSync(join(tmpdir(), 'outpost-web-'))
    this.ports = await freePorts(4)
    for (const part of ['run', 'log', 'secrets', 'receipts', 'hq', 'cameras/cam1', 'cameras/cam2']) mkdirSync(join(this.dir, part), { recursive: true, mode: 0o700 })
    this.config = join(this.dir, 'outpost.ini')
    writeFileSync(this.config, configuration(this.dir, this.ports))
    writeFileSync(join(this.dir, 'secrets/provider.key'), randomBytes(32).toString('hex'), { mode: 0o600 })
    this.edge = `http://127.0.0.1:${this.ports[0]}`
    this.hq = `http://127.0.0.1:${this.ports[1]}`
    this.tool('outpost-store', 'init')
    this.tool('outpost-store', 'import', 'products', join(root, 'edge/data/demo/products.csv'))
    this.ownerToken = this.tool('outpost-store', 'terminal', 'add', '--role', 'owner', '--station', 'office', '--label', 'test').trim()
    this.hqTool('init')
    this.tool('outpost-sync', 'keys')
    copyFileSync(join(this.dir, 'hq/secrets/curve.pub'), join(this.dir, 'secrets/hq.pub'))
    this.hqTool('store', 'add', 'demo', '--key', readFileSync(join(this.dir, 'secrets/curve.pub'), 'utf8').trim(), '--name', '前哨示范店')
  }

  tool(name, ...args) {
    const where = name === 'outpost-sync' ? ['--data', this.dir] : ['--config', this.config, '--data', this.dir]
    return execFileSync(join(BIN, name), [...args, ...where], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  hqTool(...args) {
    return execFileSync(join(BIN, 'outpost-hq'), [...args, '--config', this.config, '--data', join(this.dir, 'hq')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  get hqToken() {
    return readFileSync(join(this.dir, 'hq/secrets/admin.token'), 'utf8').trim()
  }

  get ownerCode() {
    return readFileSync(join(this.dir, 'run/owner-code'), 'utf8').trim()
  }

  commandOf(name) {
    const at = ['--config', this.config, '--data', this.dir]
    if (name === 'edge' || name === 'sync') return [`outpost-${name}`, at]
    if (name === 'hq') return ['outpost-hq', ['--config', this.config, '--data', join(this.dir, 'hq')]]
    if (name === 'provider')
      return ['outpost-provider-sim', ['--port', String(this.ports[3]), '--key-file', join(this.dir, 'secrets/provider.key'), '--data', join(this.dir, 'provider'), '--pace', '100']]
    return [DEVICES[name], [...at, '--unit', name]]
  }

  run(name) {
    const [program, args] = this.commandOf(name)
    const log = join(this.dir, `log/${name}.log`)
    const out = openSync(log, 'w')
    const child = spawn(join(BIN, program), args, { stdio: ['ignore', out, out] })
    this.running.set(name, { child, log })
  }

  async ready(name) {
    const { child, log } = this.running.get(name)
    await until(`${name} is ready; its log: ${log}`, () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${readFileSync(log, 'utf8').slice(-400)}`)
      return /\bready\b/.test(readFileSync(log, 'utf8'))
    }, READY_MS)
  }

  async end(name, signal = 'SIGTERM') {
    const entry = this.running.get(name)
    if (!entry || entry.child.exitCode !== null || entry.child.signalCode !== null) return
    const gone = new Promise((resolve) => entry.child.once('exit', resolve))
    entry.child.kill(signal)
    const timer = setTimeout(() => entry.child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(timer)
  }

  async again(name) {
    await this.end(name, 'SIGKILL')
    this.run(name)
    await this.ready(name)
  }

  settings() {
    return readFileSync(this.config, 'utf8')
  }

  /** Starts it again under another configuration. */
  async reconfigure(name, change) {
    writeFileSync(this.config, change(readFileSync(this.config, 'utf8')))
    await this.again(name)
  }

  async stop() {
    for (const name of [...Object.keys(DEVICES), 'sync', 'edge', 'hq', 'provider']) await this.end(name)
    if (process.env.OUTPOST_KEEP) console.log(`kept ${this.dir}`)
    else rmSync(this.dir, { recursive: true, force: true })
  }

  async call(method, path, body, token = this.ownerToken, base = this.edge) {
    const headers = { Authorization: `Bearer ${token}` }
    if (method !== 'GET') Object.assign(headers, { 'Content-Type': 'application/json', 'Idempotency-Key': randomBytes(16).toString('hex') })
    const response = await fetch(`${base}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text ? JSON.parse(text) : null
  }

  /** One piece of it, ordered at the owner's own station. */
  async orderOf(item) {
    const cart = await this.call('POST', '/carts', {})
    await this.call('POST', `/carts/${cart.id}/lines`, { sku: item.sku })
    const quote = await this.call('POST', `/carts/${cart.id}/quote`, {})
    return this.call('POST', '/orders', { quote_id: quote.id })
  }

  /** A code that enrols one browser. */
  async enrolCode(role, station, label = `web test ${station}`) {
    return (await this.call('POST', '/terminals', { role, station, label })).code
  }

  shots = 0

  /** A picture held to a camera; when it came into the camera's folder, in milliseconds. */
  show(camera, png) {
    const name = `${String((this.shots += 1)).padStart(4, '0')}.png`
    const folder = join(this.dir, 'cameras', camera)
    writeFileSync(join(this.dir, name), png)
    const at = performance.timeOrigin + performance.now()
    renameSync(join(this.dir, name), join(folder, name))
    return at
  }

  /** What the virtual printers put on paper last. */
  paper() {
    const folder = join(this.dir, 'receipts')
    const newest = readdirSync(folder).filter((name) => name.endsWith('.png')).map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => b.at - a.at)[0]
    return newest ? readFileSync(join(folder, newest.name)) : null
  }
}
