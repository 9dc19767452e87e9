// Staff at their pages: first run, the till by keyboard alone, orders, devices, bay, shelves, the line to headquarters.
import { axe, check, fits, noHan, openPage, quiet, same, shot, steps } from './lib.mjs'
import { PAYMENT } from './kiosk_flow.mjs'
import { until } from './product.mjs'

const LAW = { target_px: 32, text_px: 11.9 }
const PASSWORD = 'correct horse 42'
const LANGS = ['zh-CN', 'en']
const short = (lang) => (lang === 'en' ? 'en' : 'zh')

async function hold(page, name, lang, data) {
  await page.waitForTimeout(200)
  await shot(page, name)
  await axe(page, name)
  await fits(page, name, LAW)
  if (lang === 'en') await noHan(page, name, data)
  quiet(page)
}

async function speak(page, lang) {
  if ((await page.getAttribute('html', 'lang')) !== lang) await page.locator('.top-button[lang], .door-lang button').filter({ hasText: lang === 'en' ? 'English' : '中文' }).click()
  same(await page.getAttribute('html', 'lang'), lang, 'language')
}

const open = async (page, route, ready) => {
  await page.goto(`${page.url().replace(/#.*$/, '')}#${route}`)
  await page.waitForSelector(ready)
}

/** The cashier's half of "pay at the till": the code the customer tells, cash, change. */
export async function payAtTill(page, pickup, due) {
  if (!page.url().includes('/till')) await open(page, '/till', '#till-entry')
  await page.fill('#till-entry', pickup)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.pad')
  check((await page.textContent('.sums')).includes(due.replace(/[^\d.,]/g, '')), 'the till asks for the sum that the kiosk showed')
  await page.fill('#cash-in', '9000')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.done')
  const change = 9000 - Number(due.replace(/[^\d.]/g, ''))
  check((await page.textContent('.done-change')).replace(/,/g, '').includes(change.toFixed(2)), 'the change is right')
  await page.keyboard.press('Enter') // "next customer" has the focus
  await page.waitForSelector('#till-entry')
}

async function tillCash(page, lang, at, { goods, data }) {
  await open(page, '/till', '#till-entry')
  await speak(page, lang)
  await page.keyboard.press('F2')
  await hold(page, at('empty'), lang, data)
  for (const item of goods) {
    await page.keyboard.type(item.codes[0], { delay: 5 })
    await page.keyboard.press('Enter')
    await page.waitForSelector(`.till-lines th:has-text("${lang === 'en' ? item.name_en : item.name}")`)
    await until('the field is empty again', async () => (await page.inputValue('#till-entry')) === '')
  }
  await page.keyboard.type(lang === 'en' ? goods[1].name_en.slice(0, 6) : goods[1].name.slice(0, 2), { delay: 5 })
  await page.waitForSelector('.found-item')
  await hold(page, at('search'), lang, data)
  const before = await page.textContent('.till-total strong')
  await page.keyboard.press('Enter')
  await until('the total has grown', async () => (await page.textContent('.till-total strong')) !== before)
  await page.fill('#till-entry', '9520001999992')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.say-attention')
  await hold(page, at('unknown-code'), lang, data)
  await page.keyboard.press('F8')
  await page.waitForSelector('.pad')
  await page.keyboard.type('1000', { delay: 5 })
  await hold(page, at('cash'), lang, data)
  const change = await page.textContent('.sums-change dd')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.done')
  check((await page.textContent('.done-change')).includes(change.replace('¥', '')), 'the change of the receipt is the change that was shown')
  await page.waitForSelector('.paper')
  await hold(page, at('done'), lang, data)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#till-entry')
}

/** Fruit: asked for its weight, weighed again on its line, never sold as a kilogram that nobody said. */
async function tillWeighs(page, lang, at, { product, data }) {
  const item = (await product.call('GET', '/products?limit=200&q=FRS-001')).items.find((one) => one.sku === 'FRS-001')
  const cost = (weight_g) => `¥${(Math.round((item.price_fen * weight_g) / 1000) / 100).toFixed(2)}`
  const row = page.locator('.till-lines tbody tr')
  await page.fill('#till-entry', lang === 'en' ? item.name_en : item.name)
  await page.waitForSelector(`.found-item:has-text("${lang === 'en' ? item.name_en : item.name}")`)
  await page.keyboard.press('Enter')
  await page.waitForSelector('#weight-in')
  same(await row.count(), 0, 'nothing is sold before it is weighed')
  await page.keyboard.type('0.35', { delay: 5 })
  await page.keyboard.press('Enter')
  await page.waitForSelector('.weight .wrong')
  await hold(page, at('weight-wrong'), lang, data)
  await page.click('.weight-units label >> nth=1')
  await hold(page, at('weight'), lang, data)
  check((await page.textContent('.weight .sums')).includes(cost(350)), 'the price is shown before it is taken')
  await page.click('.weight .button-main')
  await until('the line is there', async () => (await row.count()) === 1)
  check((await row.textContent()).includes('0.350 kg'), 'the weight that was said')
  await page.click('.weight-again')
  await page.keyboard.type('420', { delay: 5 })
  await page.keyboard.press('Enter')
  await until('the new weight', async () => (await row.textContent()).includes('0.420 kg'))
  same(await page.textContent('.till-total strong'), cost(420), 'the total of the new weight')
  await hold(page, at('weighed'), lang, data)
  await page.click('.till-lines .icon-button')
  await until('the sale is empty', async () => (await row.count()) === 0)
}

/** A part in cash, the rest refused once and then paid by phone. */
async function tillCode(page, lang, at, { goods, data }) {
  await page.fill('#till-entry', goods[1].codes[0])
  await page.keyboard.press('Enter')
  await page.waitForSelector('.till-lines tbody tr')
  await page.keyboard.press('F8')
  await page.waitForSelector('.pad')
  await page.keyboard.type('1', { delay: 5 })
  await page.keyboard.press('Enter')
  await page.waitForSelector('.say-attention')
  const rest = await page.textContent('.sums dd')
  await page.reload()
  await page.waitForSelector('.pad')
  same(await page.textContent('.sums dd'), rest, 'the order is on the screen again, with what was paid of it')
  await page.keyboard.press('F9')
  await page.waitForSelector('#code-in')
  await hold(page, at('code'), lang, data)
  await page.fill('#code-in', PAYMENT.refused)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.cash .say-stop')
  await hold(page, at('refused'), lang, data)
  await page.fill('#code-in', PAYMENT.password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.cash .say-attention')
  await page.waitForSelector('.done', { timeout: 40_000 })
  await page.keyboard.press('Enter')
  await page.waitForSelector('#till-entry')
}

/** The store rounds to a yuan: the page shows it, and the change is the one that is given. */
async function tillRounds(page, { product, data }) {
  const setting = 'cash_rounding_fen = 100\n'
  await open(page, '/till', '#till-entry')
  await product.reconfigure('edge', (text) => text.replace('[edge]\n', `[edge]\n${setting}`))
  const item = (await product.call('GET', '/products?limit=200')).items.find((one) => one.unit === 'piece' && one.codes.length && one.price_fen < 2_000 && one.price_fen % 100)
  const due = Math.round(item.price_fen / 100)
  for (const lang of LANGS) {
    await speak(page, lang)
    await page.fill('#till-entry', item.codes[0])
    await page.keyboard.press('Enter')
    await page.waitForSelector('.till-lines tbody tr')
    await page.keyboard.press('F8')
    await page.waitForSelector('.sums-cash')
    check((await page.textContent('.sums-cash')).includes(`¥${due}.00`), 'what is due in cash')
    await page.fill('#cash-in', '20')
    await hold(page, `till-${short(lang)}-cash-rounded`, lang, data)
    same(await page.textContent('.sums-change dd'), `¥${20 - due}.00`, 'the change that is shown')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.done')
    check((await page.textContent('.done-change')).includes(`¥${20 - due}.00`), 'the change that is given')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#till-entry')
  }
  await product.reconfigure('edge', (text) => text.replace(setting, ''))
}

async function bay(page, lang, at, data) {
  await open(page, '/bay', '.bay-head')
  await page.waitForSelector('.device-ok .dot', { timeout: 30_000 })
  await page.waitForTimeout(1_000) // values may be flowing from the last visit
  if ((await page.locator('.gauge').count()) === 0) await page.click('.live-tools .button >> nth=0')
  await page.waitForSelector('.gauge')
  await page.waitForSelector('.trace canvas')
  await page.waitForTimeout(2_500)
  await page.locator('.gauge').nth(1).click()
  await hold(page, at('bay-live'), lang, data)
  await page.click('.bay-go .button-main')
  await page.waitForSelector('.report-list li', { timeout: 30_000 })
  await page.waitForSelector('.bay-made', { timeout: 30_000 })
  await page.click('.report-list .button >> nth=0')
  await page.waitForSelector('.report h1')
  await hold(page, at('report'), lang, data)
}

/** An order that nobody came for: asked about, then cancelled. */
async function cancelOrder(page, lang, at, { product, goods, data }) {
  const order = await product.orderOf(goods[0])
  await open(page, `/orders/${order.id}`, '.detail-cancel')
  await page.click('.detail-cancel')
  await page.waitForSelector('.modal .button-stop')
  await hold(page, at('cancel-order'), lang, data)
  await page.click('.modal-buttons .button >> nth=0')
  same((await product.call('GET', `/orders/${order.id}`)).state, 'awaiting_payment', 'kept')
  await page.click('.detail-cancel')
  await page.click('.modal .button-stop')
  await page.waitForSelector('.detail .tl-declined')
  same(await page.locator('.detail-cancel').count(), 0, 'nothing is left to cancel')
  same((await product.call('GET', `/orders/${order.id}`)).state, 'cancelled', 'cancelled')
}

async function screens(page, lang, at, { product, browser, data }) {
  await open(page, '/devices', '.screens')
  await page.click('.screens .button-main')
  await page.waitForSelector('.modal form')
  await hold(page, at('screen-form'), lang, data)
  await page.selectOption('.modal select', 'technician')
  await page.fill('.modal input >> nth=0', 'bay1')
  await page.click('.modal .button-main')
  await page.waitForSelector('.enrol-code')
  await hold(page, at('screen-code'), lang, data)
  const code = (await page.textContent('.enrol-code')).replace(/\s/g, '')
  await page.click('.modal .button-main')
  const other = await openPage(browser, 'wide')
  await other.goto(`${product.edge}/staff.html`)
  await other.fill('#door-code', code.toLowerCase())
  await other.keyboard.press('Enter')
  await other.waitForSelector('.rail')
  const shown = await other.locator('.rail-link').count()
  same(shown, 4, 'a technician sees devices, bay, shelves and sync')
  await other.goto(`${product.edge}/kiosk.html`)
  await other.waitForSelector('.door-wrong')
  await axe(other, 'wrong page')
  await other.context().close()
}

const ROUTES = [
  ['today', '/today', '.today'], ['orders', '/orders', '.rows tbody tr'], ['devices', '/devices', '.device'], ['bay', '/bay', '.bay-head'],
  ['shelves', '/shelves', '.lane'], ['sync', '/sync', '.pipe'],
]

export async function staffFlow({ product, browser, goods, data, till }) {
  const step = steps()
  const atTill = steps()
  const base = { product, browser, goods, data }
  let page
  await step('staff first run', async () => {
    page = await openPage(browser, 'wide', /401|403|422/)
    await page.goto(`${product.edge}/staff.html`)
    await page.waitForSelector('#door-setup')
    for (const lang of [...LANGS].reverse()) {
      await speak(page, lang)
      await hold(page, `staff-${short(lang)}-first-run`, lang, data)
    }
    await page.fill('#door-setup', 'WRONG123')
    await page.fill('#door-new', PASSWORD)
    await page.fill('#door-again', PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.door-wrong')
    await page.fill('#door-setup', product.ownerCode)
    await page.fill('#door-again', `${PASSWORD}!`)
    await page.keyboard.press('Enter')
    await until('the two passwords differ', async () => /不一样/.test(await page.textContent('.door-wrong')))
    await page.fill('#door-again', PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.today')
  })
  for (const lang of LANGS) {
    const at = (name) => `till-${short(lang)}-${name}`
    await atTill(at('cash by keyboard alone'), () => tillCash(till, lang, at, base))
    await atTill(at('goods by weight'), () => tillWeighs(till, lang, at, base))
    await atTill(at('part cash, part phone'), () => tillCode(till, lang, at, base))
  }
  await atTill('till rounds cash as the store does', () => tillRounds(till, base))
  for (const size of ['wide', 'phone']) {
    for (const lang of LANGS) {
      const at = (name) => `staff-${short(lang)}-${size}-${name}`
      await step(at('every page'), async () => {
        await page.setViewportSize(size === 'wide' ? { width: 1280, height: 800 } : { width: 390, height: 844 })
        await open(page, '/today', '.today')
        await speak(page, lang)
        for (const [name, route, ready] of ROUTES) {
          await open(page, route, ready)
          await hold(page, at(name), lang, data)
        }
        await open(page, '/orders', '.rows tbody tr')
        await page.locator('.rows tbody tr:has(.sync-mark) th a').first().click() // one that is paid
        await page.waitForSelector('.detail')
        await page.locator('.detail-foot .button').first().click()
        await page.waitForSelector('.detail .paper')
        await hold(page, at('order'), lang, data)
      })
      await step(at('bay'), () => bay(page, lang, at, data))
      await step(at('cancel an order'), () => cancelOrder(page, lang, at, base))
      if (size === 'wide') await step(at('screens'), () => screens(page, lang, at, base))
    }
  }
  await step('staff numbers', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await open(page, '/today', '.figure-main')
    const today = await product.call('GET', '/today')
    check((await page.textContent('.figure-main')).replace(/,/g, '').includes((today.sales_fen / 100).toFixed(2)), 'sales of today')
    await open(page, '/orders', '.filters')
    await page.selectOption('.filters select', 'paid')
    const paid = (await product.call('GET', '/orders?state=paid&limit=200')).items.length
    await until('only paid orders', async () => (await page.locator('.rows tbody tr').count()) === Math.min(paid, 50))
    await page.fill('.filters input[type=date]', today.business_date)
    await until('the paid orders of the business day', async () => (await page.locator('.rows tbody tr').count()) === Math.min(today.orders, 50))
    await page.fill('.filters input[type=date]', '2001-01-01')
    await page.waitForSelector('.nothing h2')
    await page.fill('.filters input[type=date]', '')
    await page.selectOption('.filters select', 'refunded')
    await page.waitForSelector('.nothing h2')
    await axe(page, 'no such orders')
    await open(page, '/sync', '.pipe')
    await until('all of it is at headquarters', async () => (await product.call('GET', '/sync')).queue.events === 0)
  })
  await step('staff alarms', async () => {
    const order = await product.orderOf(goods[0])
    await product.call('POST', `/orders/${order.id}/payments`, { tender: 'code', amount_fen: order.total_fen, auth_code: PAYMENT.lies })
    await page.waitForSelector('.top-button .badge', { timeout: 30_000 })
    for (const lang of LANGS) {
      await speak(page, lang)
      await page.locator('.top-button').first().click()
      await page.waitForSelector('.alarm-list li')
      const text = await page.textContent('.alarm-list')
      check(/[0-9a-f]{32}/.test(text), 'the alarm names the trade number')
      check(lang === 'en' || /支付平台扣的金额/.test(text), 'the alarm speaks Chinese')
      await hold(page, `staff-${short(lang)}-wide-alarms`, lang, data)
      if (lang === LANGS.at(-1)) break
      await page.keyboard.press('Escape')
    }
    await page.locator('.alarm-list button').first().click()
    await until('the alarm is gone', async () => (await page.locator('.alarm-list li').count()) === 0)
    same((await product.call('GET', '/alarms')).items.length, 0, 'open alarms')
    await page.keyboard.press('Escape')
  })
  await step('staff dark theme', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    for (const [name, route, ready] of ROUTES) {
      await open(page, route, ready)
      await page.waitForTimeout(150)
      await axe(page, `${name} in the dark`)
    }
    await open(page, '/today', '.today')
    await shot(page, 'staff-en-wide-today-dark')
    await page.emulateMedia({ colorScheme: 'light' })
  })
  await step('staff sign out and in', async () => {
    await page.locator('.top-button').last().click()
    await page.click('.modal .button-stop')
    await page.waitForSelector('#door-password')
    await hold(page, 'staff-en-sign-in', 'en', data)
    await page.fill('#door-password', 'not this one')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.door-wrong')
    await page.fill('#door-password', PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.rail')
    await page.context().close()
  })
}
