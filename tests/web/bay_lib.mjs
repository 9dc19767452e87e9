// What the walks through the bay share.
import { axe, fits, noHan, quiet, shot, SIZES } from './lib.mjs'
import { until } from './product.mjs'

const LAW = { target_px: 32, text_px: 11.9 }
export const LANGS = ['zh-CN', 'en']
export const short = (lang) => (lang === 'en' ? 'en' : 'zh')

export async function hold(page, name, lang, data, whole = false) {
  await page.waitForTimeout(200)
  await shot(page, name)
  if (whole) await shotWhole(page, `${name}-whole`)
  await axe(page, name)
  await fits(page, name, LAW)
  if (lang === 'en') await noHan(page, name, data)
  quiet(page)
}

/** The whole page in one picture, however long it is. */
export async function shotWhole(page, name) {
  const size = page.viewportSize()
  const tall = await page.evaluate(() => Math.max(...[...document.querySelectorAll('.page, main, body')].map((el) => el.scrollHeight)))
  await page.setViewportSize({ width: size.width, height: Math.min(8_000, tall + 120) })
  await page.waitForTimeout(300)
  await shot(page, name)
  await page.setViewportSize(size)
  await page.waitForTimeout(200)
}

export async function speak(page, lang) {
  if ((await page.getAttribute('html', 'lang')) !== lang) await page.locator('.top-button[lang]').filter({ hasText: lang === 'en' ? 'English' : '中文' }).click()
}

export const open = async (page, route, ready) => {
  await page.goto(`${page.url().replace(/#.*$/, '')}#${route}`)
  await page.waitForSelector(ready)
}

/** At a desk and on a phone. */
export async function holdBoth(page, at, name, lang, data) {
  await hold(page, `${at}-wide-${name}`, lang, data)
  await page.setViewportSize(SIZES.phone)
  await hold(page, `${at}-phone-${name}`, lang, data)
  await page.setViewportSize(SIZES.wide)
}

export const bayOf = async (product) => (await product.call('GET', '/bays')).items.find((bay) => bay.unit === 'bay1')

/** Plugs another car or adapter in: the bay's program starts under another port. */
export async function putCar(product, port, seen) {
  await product.end('bay1')
  await until('the car before is gone', async () => !['ready', 'reading'].includes((await bayOf(product)).phase))
  await product.reconfigure('bay1', (text) => text.replace(/(\[unit\.bay1\]\ndriver = obd_bay\nport = ).*/, `$1${port}`))
  await until(`the bay shows ${port}`, async () => seen(await bayOf(product)))
}
