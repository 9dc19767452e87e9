// Through the eyes of the cameras: the picture on the kiosk with the outline of what was read, private things made coarse,
// and the page on which a shop sets a camera up with the card that the box has printed.
import { axe, check, fits, noHan, openPage, quiet, same, shot, steps } from './lib.mjs'
import { enrol } from './kiosk_flow.mjs'
import { qrPng } from './picture.mjs'
import { sleep, until } from './product.mjs'

const KIOSK = { target_px: 56, text_px: 18 }
const STAFF = { target_px: 32, text_px: 11.9 }
const SAYS = {
  'zh-CN': { start: '中文 · 开始', hidden: '画面已模糊', card: '这是测试卡', away: '摄像头没有画面', good: '很好', fixed: '曝光：4 毫秒', auto: '曝光：自动' },
  en: { start: 'English · Start', hidden: 'Blurred', card: 'the test card', away: 'The camera gives no picture', good: 'Very good', fixed: 'Exposure: 4 ms', auto: 'Exposure: automatic' },
}
const PAYMENT = '100000000000000009'

async function hold(page, name, lang, data, law) {
  await sleep(300)
  await shot(page, name)
  await axe(page, name)
  await fits(page, name, law)
  if (lang === 'en') await noHan(page, name, data)
  quiet(page)
}

async function speak(page, lang) {
  if ((await page.getAttribute('html', 'lang')) !== lang) await page.locator('.top-button[lang]').filter({ hasText: lang === 'en' ? 'English' : '中文' }).click()
}

const ask = (page, unit) => page.evaluate(async (name) => (await fetch(`/api/v1/devices/${name}/preview`)).status, unit)
const drawn = (page) => page.locator('.eye-live canvas').evaluate((canvas) => {
  const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
  let [least, most] = [255, 0]
  for (let at = 0; at < bytes.length; at += 4) [least, most] = [Math.min(least, bytes[at]), Math.max(most, bytes[at])]
  return { width: canvas.width, range: most - least }
})

/** What a customer sees. */
export function kioskEyeFlow({ product, browser, lang, size, data }) {
  const says = SAYS[lang]
  const tag = `eye-${lang === 'en' ? 'en' : 'zh'}-${size}`
  const step = steps()
  let page
  return async () => {
    await step(`${tag}-live with its outline`, async () => {
      page = await openPage(browser, size, /403/)
      const loaded = []
      page.on('request', (request) => loaded.push(request.url()))
      await enrol(product, page, 'kiosk', 'kiosk3', 'kiosk.html')
      await page.waitForSelector('.line') // its drawn camera scans by itself
      await page.waitForSelector('.eye-live canvas')
      check(loaded.some((url) => /LivePreview/.test(url)), 'the preview is a chunk of its own')
      if (lang === 'en') await page.click('.foot-tools .tool[lang="en"]')
      await until('the outline of what was read', async () => (await page.locator('.eye-code').count()) === 1, 20_000, 20)
      await until('320 pixels across', async () => (await drawn(page)).width === 320, 8_000)
      check((await drawn(page)).range > 60, 'the picture shows something')
      await hold(page, `${tag}-outline`, lang, data, KIOSK)
      same(await ask(page, 'cam1'), 403, "another station's camera")
      await page.context().clearCookies()
      same(await ask(page, 'cam3'), 401, 'without a token')
      await page.context().close()
    })
    await step(`${tag}-private things`, async () => {
      page = await openPage(browser, size)
      await enrol(product, page, 'kiosk', 'kiosk1', 'kiosk.html')
      await page.waitForSelector('.attract')
      await page.click(`text=${says.start}`)
      await page.waitForSelector('.shop')
      await page.waitForResponse((response) => /cam1\/preview/.test(response.url()))
      // A photo is one picture: on a busy machine it may come before the camera was asked for any.
      await until('the picture with the code, blurred', async () => {
        if ((await page.locator('.eye-hidden').count()) > 0) return true
        product.show('cam1', qrPng(PAYMENT))
        await page.waitForSelector('.eye-hidden', { timeout: 1_500 }).catch(() => undefined)
        return (await page.locator('.eye-hidden').count()) > 0
      }, 20_000)
      check((await page.textContent('.eye-hidden')).includes(says.hidden), 'the page says why it is blurred')
      same(await page.locator('.eye-secret').count(), 1, 'the outline of what is hidden')
      await shot(page, `${tag}-hidden`)
      check(!(await page.content()).includes(PAYMENT), 'no code is on the page')
      await until('the picture goes with its moment', async () => (await page.locator('.eye-live').count()) === 0, 6_000)
      quiet(page)
      await page.context().close()
    })
  }
}

async function printCard(product, page) {
  const before = product.paper()
  await page.locator('.card-printer button').first().click()
  await page.waitForSelector('.card-printer .say-ok', { timeout: 20_000 })
  return until('the card is on paper', async () => {
    await sleep(600) // "printing" says the same; the paper is what counts
    const paper = product.paper()
    return paper && (!before || !paper.equals(before)) ? paper : (await page.textContent('.card-printer .say')).match(/已打印|Printed/) ? paper : null
  })
}

/** The paper as a camera sees it, on a counter and in the light of a shop: pure white is what no lens gives. */
async function onCounter(page, paper) {
  const drawn = await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0))
    const card = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(Math.round(card.height * 1.45), Math.round(card.height * 1.1))
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#5c6064'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.filter = 'contrast(0.82) brightness(0.9)'
    pen.drawImage(card, Math.round((canvas.width - card.width) / 2), Math.round(card.height * 0.05))
    const seen = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())
    let text = ''
    for (let at = 0; at < seen.length; at += 32_768) text += String.fromCharCode(...seen.subarray(at, at + 32_768))
    return btoa(text)
  }, paper.toString('base64'))
  return Buffer.from(drawn, 'base64')
}

/** What the page says of a camera that tells its exposure: the cameras of the test have no sensor, so the answer is filled in. */
async function exposureTold(page, name, lang, data) {
  for (const [exposure, words] of [[{ auto: false, us: 4_000 }, SAYS[lang].fixed], [{ auto: true }, SAYS[lang].auto]]) {
    await page.route('**/preview?*', async (route) => {
      const response = await route.fetch()
      const headers = response.headers()
      if (headers['x-outpost-preview']) headers['x-outpost-preview'] = JSON.stringify({ ...JSON.parse(headers['x-outpost-preview']), exposure })
      await route.fulfill({ response, headers })
    })
    await until(`the page says "${words}"`, async () => (await page.locator('.figure-exposure').allTextContents()).join().includes(words), 8_000)
    if (!exposure.auto) await hold(page, name, lang, data, STAFF)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  }
  await until('no exposure of a camera that has none', async () => (await page.locator('.figure-exposure').count()) === 0, 8_000)
}

async function cardBeforeCamera(product, page, lang, tag, data, law, paper) {
  const says = SAYS[lang]
  await page.selectOption('.camera-choice select', 'cam1')
  await sleep(500)
  for (let turn = 0; turn < 14; turn += 1) {
    product.show('cam1', paper)
    await sleep(350)
  }
  await page.waitForSelector('.eye-live canvas')
  await until('the card is read well', async () => (await page.textContent('.figure-wide')).includes(says.good), 8_000)
  check((await page.locator('.eye-code').count()) >= 4, 'outlines of the codes of the card')
  product.show('cam1', paper)
  await sleep(250)
  await hold(page, `${tag}-card`, lang, data, law)
}

/** What the shop sees that sets a camera up. */
export async function setUpFlow({ product, browser, data }) {
  const step = steps()
  let page
  let paper
  for (const [lang, size] of [['zh-CN', 'wide'], ['en', 'wide'], ['zh-CN', 'phone'], ['en', 'phone']]) {
    const tag = `camera-${lang === 'en' ? 'en' : 'zh'}-${size}`
    await step(`${tag}-figures`, async () => {
      if (page) await page.setViewportSize(size === 'wide' ? { width: 1280, height: 800 } : { width: 390, height: 844 })
      else {
        page = await openPage(browser, size, /409/)
        await enrol(product, page, 'cashier', 'till1', 'staff.html')
        await page.waitForSelector('.rail')
      }
      await speak(page, lang)
      await page.goto(`${product.edge}/staff.html#/devices`)
      await page.waitForSelector('.device')
      await page.locator('.device:has-text("cam3") a.button').click()
      await page.waitForSelector('.eye-live canvas')
      await until('the outline of what was read', async () => (await page.locator('.eye-code').count()) === 1, 20_000, 20)
      // the first pictures may be what a screen before this one asked of the camera
      await until('480 pixels across', async () => (await drawn(page)).width === 480, 8_000)
      same(await page.locator('.figure-card').count(), 5, 'figures')
      await hold(page, `${tag}-figures`, lang, data, STAFF)
      if (size === 'wide') await exposureTold(page, `${tag}-exposure`, lang, data)
    })
    await step(`${tag}-test card`, async () => {
      if (size === 'wide') paper = await onCounter(page, await printCard(product, page))
      await cardBeforeCamera(product, page, lang, tag, data, STAFF, paper)
    })
    await step(`${tag}-card as a page`, async () => {
      await page.locator('.card-printer a.button').click()
      await page.waitForSelector('.sheet svg')
      same(await page.locator('.sheet svg').count(), 6, 'codes of the card')
      await hold(page, `${tag}-sheet`, lang, data, STAFF)
      await page.locator('.page-head a.button').click()
      await page.waitForSelector('.camera')
    })
  }
  await step('camera-nothing was sold', async () => {
    const kiosk = await openPage(browser, 'wide')
    await enrol(product, kiosk, 'kiosk', 'kiosk1', 'kiosk.html')
    await kiosk.waitForSelector('.attract')
    same((await product.call('GET', '/devices')).items.find((item) => item.unit === 'cam1').counters.scans > 20, true, 'the card was scanned')
    product.show('cam1', paper)
    await until('the note says what it is', async () => (await kiosk.locator('.note').allTextContents()).join().includes(SAYS['zh-CN'].card), 10_000)
    same(await kiosk.locator('.line').count(), 0, 'lines of the test card')
    await hold(kiosk, 'camera-zh-wide-kiosk-card', 'zh-CN', data, KIOSK)
    await kiosk.context().close()
  })
  await step('camera-lost', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.selectOption('.camera-choice select', 'cam3')
    await page.waitForSelector('.eye-live canvas')
    await product.end('cam3', 'SIGKILL')
    for (const lang of ['en', 'zh-CN']) {
      await speak(page, lang)
      await until('the page says that the camera is gone', async () => (await page.locator('.camera-blank').allTextContents()).join().includes(SAYS[lang].away), 10_000)
      await hold(page, `camera-${lang === 'en' ? 'en' : 'zh'}-wide-lost`, lang, data, STAFF)
    }
    product.run('cam3')
    await product.ready('cam3')
    await page.waitForSelector('.eye-live canvas', { timeout: 20_000 })
    await page.context().close()
  })
}
