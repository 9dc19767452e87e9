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
    page = await openPage(browser, 'wide')
    await page.goto(`${product.hq}/hq.html`)
    await page.waitForSelector('.hq-door')
    await hold(page, 'hq-zh-door', 'zh-CN', data)
    await page.fill('.hq-door input', 'not the token')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.say-stop')
    await page.fill('.hq-door input', product.hqToken)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.hq-columns')
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
