// A customer at the kiosk: codes are held to the real camera process, payment codes too, money goes to the provider
// simulator, paper comes out of the virtual printer.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { axe, check, fits, noHan, openPage, quiet, same, shot, steps } from './lib.mjs'
import { ean13Png, qrPng, withCheck } from './picture.mjs'
import { sleep, until } from './product.mjs'

const LAW = { target_px: 56, text_px: 18 }
export const PAYMENT = { ok: '100000000000000001', refused: '100000000000000002', password: '100000000000000003', never: '100000000000000005', lies: '100000000000000007' }

const WORDS = {
  'zh-CN': { start: '中文 · 开始', find: '找商品', back: '返回购物篮', at_till: '到收银台付', till_back: '还是在这里付', type: '输入付款码', retry: '再试一次', show: '屏幕上看', print: '打印小票', done: '完成', cancel: '不买了', empty: '清空', printed: '小票已打印', no_paper: '打印机没有出纸', pay_back: '返回修改' },
  en: { start: 'English · Start', find: 'Find item', back: 'Back to basket', at_till: 'Pay at the till', till_back: 'Pay here after all', type: 'Type the code', retry: 'Try again', show: 'Show it here', print: 'Print it', done: 'Done', cancel: 'Cancel', empty: 'Empty it', printed: 'Printed.', no_paper: 'The printer gave no paper', pay_back: 'Change items' },
}

/** Until the page listens: what is held to a camera before is nobody's. */
export async function enrol(product, page, role, station, file, label) {
  const code = await product.enrolCode(role, station, label)
  const listening = page.waitForResponse((answer) => answer.url().includes('/api/v1/events') && answer.ok())
  await page.goto(`${product.edge}/${file}#enrol=${code}`)
  await listening
}

async function hold(page, name, lang, data) {
  await sleep(200) // past the 140 ms of any movement: axe judges colours as they are now
  await shot(page, name)
  await axe(page, name)
  await fits(page, name, LAW)
  if (lang === 'en') await noHan(page, name, data)
  quiet(page)
}

/** Types on a keyboard of people: slower than a scanner. A tap that a busy machine lost is made again, as people do. */
export async function typeCode(page, words, digits) {
  await until('the keys for the code', async () => {
    if ((await page.locator('#pay-code').count()) === 0) await page.click(`text=${words.type}`)
    return page.waitForSelector('#pay-code', { timeout: 1_500 }).catch(() => null)
  })
  await page.fill('#pay-code', digits)
  await page.click('.code-form .primary')
}

async function scan(product, page, camera, png, arrived) {
  const began = Date.now()
  product.show(camera, png)
  await until('the scan is on the screen', arrived, 30_000, 10)
  return Date.now() - began
}

/** From the first scan to the basket that the later steps pay for. */
async function fill(product, page, camera, goods) {
  const times = []
  for (const [at, item] of goods.entries()) {
    times.push(await scan(product, page, camera, ean13Png(item.codes[0]), async () => (await page.locator('.line').count()) === at + 1))
  }
  return times
}

export function kioskFlow({ product, browser, lang, size, station, camera, goods, data, tiller }) {
  const words = WORDS[lang]
  const tag = `kiosk-${lang === 'en' ? 'en' : 'zh'}-${size}`
  const step = steps()
  let page
  const at = (name) => `${tag}-${name}`
  const keep = (name) => hold(page, at(name), lang, data)
  const amount = async (selector) => Number((await page.textContent(selector)).replace(/[^\d.]/g, ''))

  return async () => {
    await step(at('enrol'), async () => {
      page = await openPage(browser, size)
      await enrol(product, page, 'kiosk', station, 'kiosk.html')
      await page.waitForSelector('.attract')
      check(!page.url().includes('enrol'), 'the code stayed in the address')
      await keep('attract')
    })
    await step(at('scan'), async () => {
      await page.click(`text=${words.start}`)
      await page.waitForSelector('.nothing')
      await keep('empty')
      const times = await fill(product, page, camera, goods)
      console.log(`     picture in the folder to line on the screen: ${times.join(', ')} ms`)
      same(await page.locator('.line').count(), goods.length, 'lines')
      check((await page.textContent('.stage-item')).includes(lang === 'en' ? goods.at(-1).name_en : goods.at(-1).name), 'the stage shows what was scanned last')
    })
    await step(at('again'), async () => {
      await sleep(1_500) // the camera takes a code that stays in sight for one
      await scan(product, page, camera, ean13Png(goods.at(-1).codes[0]), async () => (await page.locator('.line').first().locator('output').textContent()) === '2')
      check(/2/.test(await page.textContent('.stage-what')), 'the stage says that it is the second')
    })
    await step(at('unknown code'), async () => {
      const code = withCheck('952000199999')
      await scan(product, page, camera, ean13Png(code), async () => (await page.locator('.note').count()) === 1)
      check((await page.textContent('.note')).includes(code), 'the note names the code')
      await keep('unknown-code')
      same(await page.locator('.line').count(), goods.length, 'an unknown code adds nothing')
    })
    await step(at('quantity and remove'), async () => {
      const line = page.locator('.line').first()
      const more = line.locator('.stepper button').last()
      for (let tap = 0; tap < 3; tap += 1) await more.click()
      await until('five of them', async () => (await line.locator('output').textContent()) === '5')
      await line.locator('.stepper button').first().click()
      await until('four of them', async () => (await line.locator('output').textContent()) === '4')
      const before = await page.locator('.line').count()
      await page.locator('.line').last().locator('.line-remove').click()
      await until('one line less', async () => (await page.locator('.line').count()) === before - 1)
      const sum = (await page.locator('.line-amount').allTextContents()).reduce((total, text) => total + Math.round(Number(text.replace(/[^\d.]/g, '')) * 100), 0)
      same(Math.round((await amount('.total strong')) * 100), sum, 'the total is the sum of the lines')
    })
    await step(at('find'), async () => {
      await page.click(`text=${words.find}`)
      await page.waitForSelector('.pick')
      await keep('find')
      for (const digit of goods[0].codes[0].slice(-6)) await page.click(`.keys >> text="${digit}"`)
      await until('the digits find something or say that they do not', async () => (await page.locator('.pick, .nothing').count()) > 0)
      await page.click('.keys .key-word')
      await page.fill('#find-q', lang === 'en' ? goods[0].name_en.slice(0, 8) : goods[0].name.slice(0, 4))
      await page.waitForSelector(`.pick:has-text("${lang === 'en' ? goods[0].name_en : goods[0].name}")`)
      await page.click(`.pick:has-text("${lang === 'en' ? goods[0].name_en : goods[0].name}")`)
      await page.waitForSelector('.shop')
      await keep('basket')
    })
    await step(at('goods by weight are sent to the scale'), async () => {
      const lines = await page.locator('.line').count()
      await page.click(`text=${words.find}`)
      await page.fill('#find-q', lang === 'en' ? 'Apples, Fuji' : '苹果 红富士')
      await page.click(`.pick:has-text("${lang === 'en' ? 'Apples, Fuji' : '苹果 红富士'}")`)
      await page.waitForSelector('.find .note')
      await keep('weigh')
      await page.click(`text=${words.back}`)
      await page.waitForSelector('.shop .line')
      same(await page.locator('.line').count(), lines, 'nothing was added')
    })
    await step(at('reload keeps the basket'), async () => {
      const before = await page.textContent('.total strong')
      await page.reload()
      await page.waitForSelector('.line')
      same(await page.textContent('.total strong'), before, 'total after a reload')
      same(await page.getAttribute('html', 'lang'), lang, 'language after a reload')
    })
    await step(at('back from payment'), async () => {
      const before = await page.textContent('.total strong')
      await page.click('.foot .primary')
      await page.waitForSelector('.pay-card')
      await keep('pay')
      await page.click(`text=${words.pay_back}`)
      await page.waitForSelector('.shop .line')
      await until('the same total', async () => (await page.textContent('.total strong')) === before)
    })
    await step(at('refused, then asked for a password'), async () => {
      await page.click('.foot .primary')
      await page.waitForSelector('.pay-card')
      await typeCode(page, words, PAYMENT.refused)
      await page.waitForSelector('.pay-stop')
      await keep('declined')
      await page.reload()
      await page.waitForSelector('.pay')
      await page.waitForSelector('.pay-stop')
      await page.click(`text=${words.retry}`)
      await page.click(`text=${words.type}`)
      await page.waitForSelector('.code-form')
      await keep('type-code')
      await page.keyboard.press('Escape')
    })
    if (tiller) await step(at('pays at the till'), async () => {
      const due = await page.textContent('.pay-amount')
      await page.click(`text=${words.at_till}`)
      await page.waitForSelector('.pickup')
      await keep('till')
      const code = (await page.getAttribute('.pickup', 'aria-label')).replace(/\D/g, '')
      await page.click(`text=${words.till_back}`)
      await page.waitForSelector('.pay-card')
      await page.click(`text=${words.at_till}`)
      await page.waitForSelector('.pickup')
      if (size === 'tall') {
        // The next customer does not wait: a scan begins a basket of its own, and the payment next door does not touch it.
        await scan(product, page, camera, ean13Png(goods[0].codes[0]), async () => (await page.locator('.line').count()) === 1)
        await tiller(code, due)
        same(await page.locator('.line').count(), 1, 'the next basket is as it was')
      } else {
        await tiller(code, due)
        await page.waitForSelector('.attract') // paid over there: this screen is for the next one
        await page.click(`text=${words.start}`)
        await fill(product, page, camera, goods.slice(0, 1))
      }
      await page.click('.foot .primary')
      await page.waitForSelector('.pay-card')
    })
    await step(at('pays by phone'), async () => {
      const due = await page.textContent('.pay-amount')
      await typeCode(page, words, PAYMENT.password)
      await page.waitForSelector('.pay-attention')
      await keep('password')
      await page.waitForSelector('.stage-paid', { timeout: 40_000 })
      check((await page.textContent('.stage-paid')).includes(due.replace(/[^\d.,]/g, '')), 'the paid screen names the sum')
      await keep('paid')
    })
    await step(at('receipt'), async () => {
      const papers = () => readdirSync(join(product.dir, 'receipts')).length
      const before = papers()
      await page.click(`text=${words.print}`)
      // The second kiosk of the demo has no printer: its customer is told, and reads the receipt on the screen.
      await page.waitForSelector(`text=${station === 'kiosk1' ? words.printed : words.no_paper}`)
      same(papers() > before, station === 'kiosk1', 'paper came out of the printer')
      await page.click(`text=${words.show}`)
      await page.waitForSelector('.paper')
      await keep('receipt')
      await page.click(`text=${words.done}`)
      await page.waitForSelector('.attract')
      same(await page.evaluate(() => localStorage.getItem('outpost.kiosk')), null, 'nothing of the customer is kept')
    })
    await step(at('phone held to the scanner'), async () => {
      await page.click(`text=${words.start}`)
      await fill(product, page, camera, goods.slice(0, 1))
      await page.click('.foot .primary')
      await page.waitForSelector('.pay-card')
      product.show(camera, qrPng(PAYMENT.ok))
      await page.waitForSelector('.stage-paid', { timeout: 40_000 })
      await page.click('.foot .primary')
      await page.waitForSelector('.attract')
      quiet(page)
    })
    await step(at('idle'), async () => {
      await page.clock.install()
      await page.reload()
      await page.waitForSelector('.attract')
      await page.click(`text=${words.start}`)
      await fill(product, page, camera, goods.slice(0, 1))
      await page.clock.fastForward(46_000)
      await page.waitForSelector('.idle')
      await keep('idle')
      await page.mouse.click(4, 4) // any touch will do
      await until('the question is gone', async () => (await page.locator('.idle').count()) === 0)
      same(await page.locator('.line').count(), 1, 'the basket is kept')
      await page.clock.fastForward(46_000)
      await page.waitForSelector('.idle')
      await page.clock.fastForward(11_000)
      await page.waitForSelector('.attract')
      const text = await page.evaluate(() => document.body.innerText + JSON.stringify({ ...localStorage, ...sessionStorage }))
      check(!text.includes(goods[0].name_en) && !text.includes(goods[0].codes[0]), 'the customer left something on the screen')
      await page.click(`text=${words.start}`)
      await fill(product, page, camera, goods.slice(1, 2))
      await page.click('.foot .primary')
      await page.waitForSelector('.pay-card')
      await page.click(`text=${words.at_till}`)
      await page.waitForSelector('.pickup')
      await page.clock.fastForward(15_000)
      await page.click('.pickup') // still writing it down
      await page.clock.fastForward(15_000)
      check((await page.locator('.pickup').count()) === 1, 'a touch keeps the pick-up code')
      await page.clock.fastForward(6_000)
      await page.waitForSelector('.attract')
      await page.context().close()
    })
  }
}
