// Headquarters' page: who is there, what was sold, and a price on its way down to the store.
import { axe, check, fits, noHan, openPage, quiet, shot, steps } from './lib.mjs'
import { until } from './product.mjs'

async function hold(page, name, lang, data) {
  await page.waitForTimeout(200)
  await shot(page, name)
  await axe(page, name)
  await fits(page, name, { target_px: 24, text_px: 12 })
  if (lang === 'en') await noHan(page, name, data)
  quiet(page)
}

export async function hqFlow({ product, browser, goods, data }) {
  const step = steps()
  let page
  await step('hq token', async () => {
    page = await openPage(browser, 'wide', /status of 503 /)
    await page.goto(`${product.hq}/hq.html`)
    await page.waitForSelector('.hq-door')
    await hold(page, 'hq-zh-door', 'zh-CN', data)
    await page.fill('.hq-door input', 'not the token')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.say-stop')
  })
  await step('hq in trouble', async () => {
    // Headquarters answers, but cannot read its tables.
    const sick = { status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/storage', title: 'Storage', status: 503, detail: 'No.' }) }
    const orders = /\/api\/v1\/orders/
    await page.route(/\/api\/v1\//, (route) => route.fulfill(sick))
    await page.fill('.hq-door input', product.hqToken)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.load-fault')
    await hold(page, 'hq-zh-trouble', 'zh-CN', data)
    await page.locator('.top-button[lang]').click()
    await hold(page, 'hq-en-trouble', 'en', data)
    await page.locator('.top-button[lang]').click()
    await page.route(orders, (route) => route.fulfill(sick))
    await page.unroute(/\/api\/v1\//)
    await page.click('.load-fault button')
    await page.waitForSelector('.hq-columns .load-fault')
    check((await page.locator('.hq-columns .nothing').count()) === 0, 'orders that could not be read are not "no orders"')
    await hold(page, 'hq-zh-orders-trouble', 'zh-CN', data)
    await page.unroute(orders)
    await page.click('.hq-columns .load-fault button')
    await page.waitForSelector('.hq-columns table')
    await page.route(orders, (route) => route.fulfill(sick))
    await page.waitForSelector('.hq-columns .say-attention') // what was read stays, and says that it is old
    await page.unroute(orders)
    await page.waitForSelector('.hq-columns .say-attention', { state: 'detached' })
  })
  await step('hq sees store and orders', async () => {
    await page.waitForSelector('.device-ok')
    await until('orders are listed', async () => (await page.locator('.hq-columns tbody tr').count()) > 0)
    const sold = (await product.call('GET', '/orders?state=paid&limit=1')).items[0]
    await until('the last sale is there', async () => (await page.textContent('.hq-columns')).includes(sold.receipt_no))
    await hold(page, 'hq-zh', 'zh-CN', data)
    await page.locator('.top-button[lang]').click()
    await hold(page, 'hq-en', 'en', data)
    await page.setViewportSize({ width: 390, height: 844 })
    await hold(page, 'hq-en-phone', 'en', data)
    await page.setViewportSize({ width: 1280, height: 800 })
  })
  await step('hq says which stores it refuses and why', async () => {
    const stores = /\/api\/v1\/stores/
    await page.route(stores, async (route) => {
      const response = await route.fetch()
      const body = await response.json()
      const twin = { ...body.items[0], id: 'shop-2', name: '', state: 'refused', refusal: 'This store writes other events under numbers that headquarters has already: two boxes use one identity.' }
      await route.fulfill({ response, json: { ...body, items: [...body.items, twin, { ...twin, id: 'shop-3', state: 'revoked', refusal: null }] } })
    })
    await page.waitForSelector('.card .say-stop')
    await hold(page, 'hq-en-refused', 'en', data)
    await page.locator('.top-button[lang]').click()
    check((await page.textContent('.say-stop')).includes('两台主机'), 'the reason is in the language of the page')
    await hold(page, 'hq-zh-refused', 'zh-CN', data)
    await page.locator('.top-button[lang]').click()
    await page.unroute(stores)
    await page.waitForSelector('.card .say-stop', { state: 'detached' })
  })
  await step('hq changes a price', async () => {
    const item = goods[2]
    const price = item.price_fen + 111
    await page.fill('.price-row input >> nth=0', item.sku)
    await page.fill('.price-row input >> nth=1', 'x')
    await page.click('.hq-columns form .button-main')
    await page.waitForSelector('.say-stop')
    await page.fill('.price-row input >> nth=1', (price / 100).toFixed(2))
    await page.click('.hq-columns form .button-main')
    await page.waitForSelector('.say-ok')
    await axe(page, 'published')
    await until('the store sells at the new price', async () => (await product.call('GET', `/products/by-code/${item.codes[0]}`)).price_fen === price, 20_000)
    check(page.complaints.length === 0, page.complaints.join())
    await page.context().close()
  })
}
