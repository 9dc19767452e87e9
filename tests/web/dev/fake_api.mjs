// A stand-in for the box while pages are being drawn: node fake_api.mjs PORT DIST. In memory, no rules worth the name.
// Nothing of it ships; the tests run against the real programs.
import { createServer } from 'node:http'
import { readFileSync, existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import { randomUUID } from 'node:crypto'

const port = Number(process.argv[2] ?? 8090)
const dist = process.argv[3] ?? '../../../ui-web/dist'
const now = () => new Date().toISOString()
let clock = Date.now()
const uuid7 = () => { const t = (clock++).toString(16).padStart(12, '0'); const r = randomUUID(); return `${t.slice(0, 8)}-${t.slice(8)}-7${r.slice(15)}` }

const P = (sku, name, name_en, code, price_fen, category, unit = 'piece') => ({ sku, name, name_en, codes: [code], price_fen, unit, tax_rate_bp: 1300, category })
const products = [
  P('A100', '农夫山泉饮用天然水 550ml', 'Nongfu Spring Water 550 ml', '6921168509256', 200, '饮料'),
  P('A101', '可口可乐 330ml 罐', 'Coca-Cola 330 ml can', '6928804011142', 300, '饮料'),
  P('A102', '东方树叶 茉莉花茶 500ml', 'Oriental Leaf Jasmine Tea 500 ml', '6921168558049', 500, '饮料'),
  P('A103', '美孚1号 全合成机油 0W-20 4L', 'Mobil 1 Synthetic Oil 0W-20 4 L', '6914973600461', 39900, '养护'),
  P('A104', '3M 车内空气净化剂', '3M Cabin Air Purifier', '6903148042441', 12800, '养护'),
  P('A105', '玻璃水 -25℃ 2L', 'Washer Fluid −25 °C 2 L', '6901234567892', 1590, '养护'),
  P('A106', '空调滤芯 大众通用', 'Cabin Filter, VW', '4006381333931', 8900, '配件'),
  P('A107', '乐事薯片 原味 75g', "Lay's Chips Original 75 g", '6924743919204', 790, '零食'),
  P('A108', '德芙丝滑牛奶巧克力 43g', 'Dove Milk Chocolate 43 g', '6914973600362', 890, '零食'),
  P('A109', '红富士苹果', 'Fuji Apples', '2000001000000', 1280, '生鲜', 'kg'),
  P('A110', '雨刮片 24寸', 'Wiper Blade 24"', '4047024123456', 6500, '配件'),
  P('A111', '奥利奥夹心饼干 原味 97g', 'Oreo Original 97 g', '6901668005892', 690, '零食'),
]
for (let i = 0; i < 60; i += 1) products.push(P(`B${100 + i}`, `测试商品 ${i}`, `Test item ${i}`, `69000000${String(i).padStart(5, '0')}`, 100 + i * 37, '其他'))

const tokens = new Map() // cookie -> {role, station}
const carts = new Map(); const orders = new Map(); const replies = new Map(); const commands = new Map()
const streams = new Set(); let eventNo = 0
let hq = { configured: true, state: 'connected', since: now(), last_contact: now(), endpoint: 'tcp://127.0.0.1:7700', error: '' }
const provider = { mode: 'ok' }

function emit(event, station = '') {
  eventNo += 1
  for (const s of streams) {
    if (s.actor.role === 'kiosk' && station && station !== s.actor.station) continue
    if (s.topics.length && !s.topics.includes(event.topic)) continue
    s.res.write(`id: boot-${eventNo}\ndata: ${JSON.stringify(event)}\n\n`)
  }
}
const total = (lines) => lines.reduce((sum, l) => sum + l.amount_fen, 0)
const openCart = (station) => [...carts.values()].find((c) => c.station === station && ['open', 'quoted'].includes(c.state))
function makeCart(station) {
  const cart = { id: uuid7(), station, state: 'open', version: 1, lines: [], total_fen: 0, order_id: null }
  carts.set(cart.id, cart)
  return cart
}
function touched(cart) { cart.version += 1; cart.state = cart.state === 'quoted' ? 'open' : cart.state; cart.total_fen = total(cart.lines); emit({ topic: 'cart', type: 'changed', station: cart.station, cart }, cart.station); return cart }
function addLine(cart, product, milli, code) {
  let line = product.unit === 'piece' && cart.lines.find((l) => l.sku === product.sku)
  if (line) line.quantity_milli += milli
  else { line = { id: uuid7(), sku: product.sku, name: product.name, name_en: product.name_en, code: code ?? '', quantity_milli: milli, unit: product.unit, unit_price_fen: product.price_fen, discount_fen: 0, amount_fen: 0 }; cart.lines.push(line) }
  line.amount_fen = Math.floor((line.quantity_milli * line.unit_price_fen) / 1000)
  touched(cart)
  return line
}
const quotes = new Map()
let receiptNo = 0
function place(quote, station) {
  const cart = carts.get(quote.cart_id)
  const order = { id: uuid7(), receipt_no: null, business_date: null, station, state: 'awaiting_payment', lines: cart.lines.map((l) => ({ ...l, net_fen: l.amount_fen, tax_fen: 0, tax_rate_bp: 1300, tax_code: '', tax_kind: 'taxed' })), discount_fen: 0, total_fen: cart.total_fen, cash_rounding_fen: 0, paid_fen: 0, payments: [], pickup_code: String(100000 + Math.floor(Math.random() * 899999)), created_at: now(), paid_at: null, sync: 'local' }
  cart.state = 'ordered'; cart.order_id = order.id; orders.set(order.id, order)
  emit({ topic: 'cart', type: 'changed', station, cart: { ...cart, version: ++cart.version } }, station)
  emit({ topic: 'order', type: 'created', station, order }, station)
  return order
}
function settle(order, payment) {
  if (payment.state === 'approved') order.paid_fen += payment.amount_fen
  if (order.paid_fen >= order.total_fen) { order.state = 'paid'; order.paid_at = now(); order.business_date = now().slice(0, 10); order.receipt_no = `demo-A-${String(++receiptNo).padStart(6, '0')}` }
  emit({ topic: 'order', type: order.state === 'paid' ? 'paid' : 'payment', station: order.station, order }, order.station)
}
function payOrder(order, body) {
  const payment = { id: uuid7(), order_id: order.id, tender: body.tender, amount_fen: body.amount_fen, tendered_fen: body.tendered_fen ?? body.amount_fen, change_fen: (body.tendered_fen ?? body.amount_fen) - body.amount_fen, state: 'approved' }
  order.payments.push(payment)
  if (body.tender === 'code') {
    payment.provider = 'sim'
    const mode = provider.mode
    if (mode === 'refused') { payment.state = 'declined'; payment.reason = 'refused' }
    if (mode === 'password') { payment.state = 'pending'; payment.reason = 'password'; setTimeout(() => { payment.state = 'approved'; settle(order, payment) }, 4000) }
    if (mode === 'unknown') { payment.state = 'unknown'; order.state = 'payment_unknown' }
    if (mode === 'slow') { payment.state = 'pending'; setTimeout(() => { payment.state = 'approved'; settle(order, payment) }, 3000) }
  }
  settle(order, payment)
  return { ...payment, order }
}
const device = (unit, driver, label_zh, label_en, station, state, reason = '', counters = {}) => ({ unit, driver, label_zh, label_en, station, state, reason, since: new Date(Date.now() - 5e6).toISOString(), last_seen: now(), last_data: now(), counters, devices: [] })
const devices = [
  device('cam1', 'scan_camera', '1 号自助机扫码口', 'Kiosk 1 scanner', 'kiosk1', 'ready', '', { frames: 52133, codes: 411, repeats: 92 }),
  device('cam2', 'scan_camera', '2 号自助机扫码口', 'Kiosk 2 scanner', 'kiosk2', 'stale', 'no-beat', { frames: 122, codes: 3 }),
  device('printer-till1', 'escpos', '1 号收银小票机', 'Till 1 printer', 'till1', 'faulted', 'paper-out', { printed: 18, refused: 1 }),
  device('bay1', 'obd_bay', '1 号诊断工位', 'Bay 1', 'bay1', 'ready', '', { requests: 9311, timeouts: 4 }),
  device('shelf1', 'shelf_stream', '入口货架', 'Entrance shelf', 'shelf1', 'ready', '', { frames: 81220, crc_errors: 0 }),
]
const weights = [431250, 1250000, null, 88000, 560300, 2011000, 0, 765400]
const shelf = () => ({ unit: 'shelf1', station: 'shelf1', state: 'ready', door: 'closed', channels: weights.map((w, i) => ({ channel: String(i), weight_mg: w, stable: w !== null, state: w === null ? 'fault' : i === 3 ? 'suspect' : 'ok', at: now() })) })
const bay = { unit: 'bay1', station: 'bay1', state: 'ready', phase: 'ready', adapter: 'ELM327 v1.5', vin: 'LSVAA49J132047371', protocol: 'CAN 11 bit, 500 kbit/s', voltage_mv: 13810, last_report_id: null }
const syncState = () => ({ store_id: 'demo', inc: uuid7(), hq, queue: { events: hq.state === 'connected' ? 0 : 37, bytes: hq.state === 'connected' ? 0 : 48211, oldest_at: hq.state === 'connected' ? null : new Date(Date.now() - 1260e3).toISOString() }, last_seq: 1204, received_seq: hq.state === 'connected' ? 1204 : 1167, applied_seq: hq.state === 'connected' ? 1204 : 1167, down: { catalogue: 3, prices: 12 } })
const report = { id: uuid7(), unit: 'bay1', station: 'bay1', vin: bay.vin, at: now(), sync: 'local', report: { partial: false, duration_ms: 3120, adapter: { id: 'ELM327 v1.5' }, voltage_mv: 12610, vehicle: { vin: bay.vin, vin_check: 'ok', protocol: bay.protocol, units: [{ id: '7E8', name: 'ECM-EngineControl' }] }, mil_on: true, dtc_count: 2, codes: [{ code: 'P0301', kind: 'stored', unit: '7E8', system_en: 'Ignition', system_zh: '点火系统', text_en: 'Cylinder 1 misfire detected', text_zh: '第 1 缸检测到失火' }, { code: 'P0171', kind: 'pending', unit: '7E8', system_en: 'Fuel', system_zh: '燃油系统', text_en: 'System too lean (bank 1)', text_zh: '第 1 列混合气过稀' }], readiness: [{ unit: '7E8', ignition: 'spark', monitors: [{ name: 'catalyst', label_en: 'Catalyst', label_zh: '催化器', available: true, complete: false }, { name: 'misfire', label_en: 'Misfire', label_zh: '失火', available: true, complete: true }] }], live: [{ pid: '0C', name: 'engine_rpm', value: 812.5, unit: 'rpm', label_en: 'Engine speed', label_zh: '发动机转速' }, { pid: '05', name: 'coolant', value: 89, unit: '°C', label_en: 'Coolant temperature', label_zh: '冷却液温度' }], problems: [] } }
const liveValues = () => { const t = Date.now() / 1000; const v = (pid, name, value, unit, label_en, label_zh) => ({ pid, name, value: Math.round(value * 10) / 10, unit, label_en, label_zh }); return [v('0C', 'engine_rpm', 1800 + 900 * Math.sin(t / 3), 'rpm', 'Engine speed', '发动机转速'), v('0D', 'vehicle_speed', 40 + 25 * Math.sin(t / 5), 'km/h', 'Vehicle speed', '车速'), v('05', 'coolant', 88 + Math.sin(t), '°C', 'Coolant temperature', '冷却液温度'), v('04', 'load', 35 + 10 * Math.sin(t), '%', 'Engine load', '发动机负荷'), v('11', 'throttle', 22 + 12 * Math.sin(t / 2), '%', 'Throttle position', '节气门开度'), v('0B', 'map', 41, 'kPa', 'Intake pressure', '进气压力'), v('0F', 'iat', 31, '°C', 'Intake temperature', '进气温度'), v('10', 'maf', 8.2 + Math.sin(t), 'g/s', 'Air flow', '空气流量'), v('42', 'volts', 14.1, 'V', 'Module voltage', '模块电压'), v('2F', 'fuel', 62, '%', 'Fuel level', '燃油液位')] }
let live = null
function today() {
  const by_hour = Array.from({ length: 24 }, (_, h) => ({ orders: h > 8 && h < 21 ? 3 + ((h * 7) % 9) : 0, sales_fen: h > 8 && h < 21 ? 12000 + ((h * 7919) % 60000) : 0 }))
  return { business_date: now().slice(0, 10), orders: 74, sales_fen: 1284360, average_fen: 17356, by_hour, top: products.slice(0, 10).map((p, i) => ({ sku: p.sku, name: p.name, name_en: p.name_en, quantity_milli: (30 - i * 2) * 1000, amount_fen: p.price_fen * (30 - i * 2) })), tenders: { cash_fen: 384360, code_fen: 900000 } }
}
for (let i = 0; i < 30; i += 1) {
  const cart = makeCart(i % 3 ? 'till1' : 'kiosk1'); addLine(cart, products[i % 12], 1000 + (i % 3) * 1000); addLine(cart, products[(i * 5) % 12], 1000)
  const o = place({ cart_id: cart.id }, cart.station); o.created_at = new Date(Date.now() - i * 9e5).toISOString()
  if (i % 7 === 5) o.state = 'cancelled'
  else if (i !== 2) { payOrder(o, { tender: i % 2 ? 'cash' : 'code', amount_fen: o.total_fen, tendered_fen: i % 2 ? Math.ceil(o.total_fen / 5000) * 5000 : undefined }); o.paid_at = o.created_at; o.sync = ['applied', 'applied', 'received', 'local'][i % 4] }
}

class No extends Error { constructor(status, name, detail = '') { super(name); this.status = status; this.name_ = name; this.detail = detail } }
const routes = [
  ['GET', /^\/setup$/, () => ({ needed: false, store: { id: 'demo', name: '前哨示范店', zone: 'Asia/Shanghai' } })],
  ['POST', /^\/enrolments$/, (m, body, actor, res) => { const who = { KIOSK001: ['kiosk', 'kiosk1'], KIOSK002: ['kiosk', 'kiosk2'], TILL0001: ['cashier', 'till1'], OWNER001: ['owner', 'office'] }[body.code]; if (!who) throw new No(401, 'bad-code'); const token = randomUUID(); tokens.set(token, { role: who[0], station: who[1] }); res.setHeader('Set-Cookie', `outpost_terminal=${token}; HttpOnly; SameSite=Strict; Path=/`); return { id: uuid7(), token, role: who[0], station: who[1] } }],
  ['POST', /^\/sessions$/, (m, body, actor, res) => { if (body.password !== 'password1') throw new No(401, 'wrong-password'); const token = randomUUID(); tokens.set(token, { role: 'owner', station: 'office' }); res.setHeader('Set-Cookie', `outpost_terminal=${token}; HttpOnly; SameSite=Strict; Path=/`); return { id: uuid7(), token, role: 'owner', station: 'office' } }],
  ['DELETE', /^\/sessions$/, (m, b, actor) => { tokens.delete(actor.token) }],
  ['GET', /^\/session$/, (m, b, actor) => ({ terminal: uuid7(), label: '', role: actor.role, station: actor.station, person: null, store: { id: 'demo', name: '前哨示范店', zone: 'Asia/Shanghai' }, hq, idle_reset_s: 45 })],
  ['GET', /^\/terminals$/, () => ({ items: [{ id: uuid7(), role: 'kiosk', station: 'kiosk1', label: '大门左侧', state: 'active', created_at: now() }, { id: uuid7(), role: 'cashier', station: 'till1', label: '', state: 'active', created_at: now() }], next: null })],
  ['POST', /^\/terminals$/, () => ({ id: uuid7(), code: 'K7QM2XRD', expires_at: new Date(Date.now() + 6e5).toISOString() })],
  ['GET', /^\/products$/, (m, b, a, r, q) => { const t = (q.get('q') ?? '').toLowerCase(); const all = products.filter((p) => !t || p.name.includes(t) || p.name_en.toLowerCase().includes(t) || p.codes[0].startsWith(t) || p.category === t); const from = Number(q.get('after') ?? 0); const n = Number(q.get('limit') ?? 50); return { items: all.slice(from, from + n), next: from + n < all.length ? String(from + n) : null } }],
  ['GET', /^\/products\/by-code\/(\w+)$/, (m) => products.find((p) => p.codes.includes(m[1])) ?? no(404, 'unknown-code')],
  ['POST', /^\/carts$/, (m, b, actor) => openCart(actor.station) ?? makeCart(actor.station)],
  ['GET', /^\/carts\/current$/, (m, b, actor) => openCart(actor.station) ?? null],
  ['DELETE', /^\/carts\/([\w-]+)$/, (m) => { const c = carts.get(m[1]); c.state = 'abandoned'; emit({ topic: 'cart', type: 'changed', station: c.station, cart: c }, c.station); return c }],
  ['POST', /^\/carts\/([\w-]+)\/lines$/, (m, b) => { const c = carts.get(m[1]); const p = b.sku ? products.find((x) => x.sku === b.sku) : products.find((x) => x.codes.includes(b.code)); if (!p) throw new No(404, 'unknown-code'); addLine(c, p, b.quantity_milli ?? 1000, b.code); return c }],
  ['PATCH', /^\/carts\/([\w-]+)\/lines\/([\w-]+)$/, (m, b) => { const c = carts.get(m[1]); const l = c.lines.find((x) => x.id === m[2]); l.quantity_milli = b.quantity_milli; l.amount_fen = Math.floor((l.quantity_milli * l.unit_price_fen) / 1000); return touched(c) }],
  ['DELETE', /^\/carts\/([\w-]+)\/lines\/([\w-]+)$/, (m) => { const c = carts.get(m[1]); c.lines = c.lines.filter((x) => x.id !== m[2]); return touched(c) }],
  ['POST', /^\/carts\/([\w-]+)\/quote$/, (m) => { const c = carts.get(m[1]); if (!c.lines.length) throw new No(422, 'cart-empty'); const qt = { id: uuid7(), cart_id: c.id, cart_version: c.version, expires_at: now(), lines: c.lines, discount_fen: 0, total_fen: c.total_fen, book_version: 1 }; quotes.set(qt.id, qt); c.state = 'quoted'; return qt }],
  ['POST', /^\/orders$/, (m, b, actor) => place(quotes.get(b.quote_id), actor.station)],
  ['GET', /^\/orders$/, (m, b, a, r, q) => { let all = [...orders.values()].sort((x, y) => (x.created_at < y.created_at ? 1 : -1)); if (q.get('state')) all = all.filter((o) => o.state === q.get('state')); if (q.get('pickup_code')) all = all.filter((o) => o.pickup_code === q.get('pickup_code')); const from = Number(q.get('after') ?? 0); const n = Number(q.get('limit') ?? 50); return { items: all.slice(from, from + n), next: from + n < all.length ? String(from + n) : null } }],
  ['GET', /^\/orders\/([\w-]+)$/, (m) => orders.get(m[1]) ?? no(404, 'unknown-order')],
  ['POST', /^\/orders\/([\w-]+)\/cancel$/, (m) => { const o = orders.get(m[1]); o.state = 'cancelled'; emit({ topic: 'order', type: 'cancelled', station: o.station, order: o }, o.station); return o }],
  ['POST', /^\/orders\/([\w-]+)\/payments$/, (m, b) => payOrder(orders.get(m[1]), b)],
  ['GET', /^\/orders\/([\w-]+)\/receipt$/, (m) => { const o = orders.get(m[1]); return { order_id: o.id, receipt_no: o.receipt_no, business_date: o.business_date, paid_at: o.paid_at, total_fen: o.total_fen, text_lines: ['          前哨示范店', '     上海市浦东新区张江路 1 号', '--------------------------------', `小票 ${o.receipt_no}`, `时间 ${o.paid_at?.slice(0, 16).replace('T', ' ')}`, '--------------------------------', ...o.lines.flatMap((l) => [l.name, `  ${l.quantity_milli / 1000} x ${(l.unit_price_fen / 100).toFixed(2)}`.padEnd(22) + (l.amount_fen / 100).toFixed(2).padStart(10)]), '--------------------------------', '合计'.padEnd(20) + (o.total_fen / 100).toFixed(2).padStart(10), '', '          谢谢光临'] } }],
  ['POST', /^\/orders\/([\w-]+)\/receipt\/print$/, () => { const c = { id: uuid7(), unit: 'printer-kiosk1', command: 'print', state: 'queued', reason: '', created_at: now() }; commands.set(c.id, c); setTimeout(() => { c.state = 'done' }, 1200); return c }],
  ['GET', /^\/commands\/([\w-]+)$/, (m) => commands.get(m[1])],
  ['GET', /^\/devices$/, () => ({ items: devices, next: null })],
  ['GET', /^\/shelves$/, () => ({ items: [shelf()], next: null })],
  ['GET', /^\/bays$/, () => ({ items: [bay], next: null })],
  ['POST', /^\/bays\/(\w+)\/report$/, () => { const c = { id: uuid7(), unit: 'bay1', command: 'report', state: 'sent', reason: '', created_at: now() }; commands.set(c.id, c); setTimeout(() => { c.state = 'done'; bay.last_report_id = report.id; emit({ topic: 'bay', type: 'report', station: 'bay1', unit: 'bay1', report }) }, 2500); return c }],
  ['POST', /^\/bays\/(\w+)\/live$/, () => { live ??= setInterval(() => emit({ topic: 'bay', type: 'live', station: 'bay1', unit: 'bay1', values: liveValues() }), 120); return { id: uuid7(), unit: 'bay1', command: 'live', state: 'done', reason: '', created_at: now() } }],
  ['POST', /^\/bays\/(\w+)\/stop$/, () => { clearInterval(live); live = null; return { id: uuid7(), unit: 'bay1', command: 'stop', state: 'done', reason: '', created_at: now() } }],
  ['GET', /^\/reports$/, () => ({ items: [report], next: null })],
  ['GET', /^\/reports\/([\w-]+)$/, () => report],
  ['GET', /^\/sync$/, syncState], ['GET', /^\/today$/, today],
  ['GET', /^\/alarms$/, () => ({ items: [{ id: '1', name: 'payment-unknown', text: '付款 483920 结果未知', at: now() }], next: null })],
]
function no(status, name) { throw new No(status, name) }
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }

createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x')
  if (url.pathname.startsWith('/dev/')) return dev(url, res)
  if (!url.pathname.startsWith('/api/v1')) {
    const file = join(dist, url.pathname === '/' ? 'index.html' : url.pathname)
    if (!existsSync(file)) { res.writeHead(404).end(); return }
    res.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'" }).end(readFileSync(file))
    return
  }
  const token = /outpost_terminal=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1]
  const actor = tokens.has(token) ? { ...tokens.get(token), token } : null
  const path = url.pathname.slice(7)
  const problem = (status, name, detail = '') => res.writeHead(status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify({ type: `/problems/${name}`, title: name, status, detail }))
  if (path === '/events' && actor) {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).write('retry: 1000\n\n')
    const s = { res, actor, topics: (url.searchParams.get('topics') ?? '').split(',').filter(Boolean) }
    streams.add(s); req.on('close', () => streams.delete(s)); return
  }
  if (!actor && !/^\/(setup|enrolments|sessions)$/.test(path)) return problem(401, 'no-token')
  let text = ''; for await (const chunk of req) text += chunk
  const key = req.headers['idempotency-key']
  if (req.method !== 'GET' && !key) return problem(400, 'idempotency-key-missing')
  const again = `${actor?.token} ${key}`
  if (key && replies.has(again)) return res.writeHead(201, { 'Content-Type': 'application/json', 'Idempotency-Replayed': 'true' }).end(replies.get(again))
  for (const [method, pattern, work] of routes) {
    const m = method === req.method && pattern.exec(path)
    if (!m) continue
    try {
      const answer = work(m, text ? JSON.parse(text) : {}, actor, res, url.searchParams)
      if (answer === null || answer === undefined) return res.writeHead(204).end()
      const out = JSON.stringify(answer); if (key) replies.set(again, out)
      return res.writeHead(req.method === 'POST' ? 201 : 200, { 'Content-Type': 'application/json' }).end(out)
    } catch (e) { return e instanceof No ? problem(e.status, e.name_, e.detail) : (console.error(e), problem(500, 'broken', String(e))) }
  }
  problem(404, 'no-route')
}).listen(port, '127.0.0.1', () => console.log('fake api on', port))

function dev(url, res) {
  const q = url.searchParams; const station = q.get('station') ?? 'kiosk1'
  if (url.pathname === '/dev/scan') {
    const code = q.get('code'); const product = products.find((p) => p.codes.includes(code))
    const base = { topic: 'scan', station, unit: 'cam1', code, symbology: 'EAN-13' }
    if (q.get('type')) emit({ ...base, type: q.get('type'), reason: q.get('reason') ?? '' }, station)
    else if (!product) emit({ ...base, type: 'unknown' }, station)
    else { const line = addLine(openCart(station) ?? makeCart(station), product, Number(q.get('milli') ?? 1000), code); emit({ ...base, type: 'accepted', line_id: line.id }, station) }
  } else if (url.pathname === '/dev/provider') provider.mode = q.get('mode')
  else if (url.pathname === '/dev/hq') { hq = { ...hq, state: q.get('state'), last_contact: new Date(Date.now() - 1260e3).toISOString() }; emit({ topic: 'sync', type: 'state', sync: syncState() }) }
  else if (url.pathname === '/dev/camera') emit({ topic: 'device', type: 'state', station, device: { ...devices[0], state: q.get('state') } }, station)
  res.writeHead(204).end()
}
