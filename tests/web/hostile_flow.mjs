// What a stranger may hold before the camera: codes whose text would do harm where somebody obeyed it. As pictures, so that
// each goes through the real reader, the wire, the box and the page.
import { axe, check, fits, noHan, openPage, quiet, same, shot, steps, test } from './lib.mjs'
import { enrol } from './kiosk_flow.mjs'
import { ean13Png, qrPng } from './picture.mjs'
import { until } from './product.mjs'

const SAYS = {
  'zh-CN': { start: '中文 · 开始', nobody: '不是商品条码' },
  en: { start: 'English · Start', nobody: 'not a product barcode' },
}
const dense = { level: 'L', module_px: 5 } // 177 modules: the largest that there is
const long = (text, length) => text.repeat(Math.ceil(length / text.length)).slice(0, length)

/** A row: what it is called, what it says, and how both the box and the note begin to show it. */
const ROWS = [
  ['address that is a program', "javascript:alert('paid')", "javascript:alert('paid')"],
  ['address of a page', 'https://example.com/pay?to=me', 'https://example.com/pay'],
  ['address that is a page', 'data:text/html,<script>alert(1)</script>', 'data:text/html,'],
  ['script', '<script>alert(1)</script>', '<script>alert(1)'],
  ['picture that fails', '"><img src=x onerror=alert(1)>', '"><img src=x onerror='],
  ['template', "{{constructor.constructor('alert(1)')()}} {code} $& %s", '{{constructor.'],
  ['name of every object', '__proto__', '__proto__'],
  ['sql', "'; DROP TABLE orders; --", "'; DROP TABLE orders; --"],
  ['sql that is always true', "690' OR '1'='1", "690' OR '1'='1"],
  ['event of the stream', 'x\n\nevent: cart\ndata: {"topic":"cart"}\n\n', 'x\\u000A\\u000Aevent:'],
  ['control characters', 'a\u0000b\u0007c\u001b[2Jd\u007fe\u0085f', 'a\\u0000b\\u0007c\\u001B['],
  ['nothing but control characters', '\u0001\u0002\u0003\u0004', '\\u0001\\u0002'],
  ['right-to-left override', 'pay \u202E00.1 ton 00.99', 'pay \\u202E00.1 ton'],
  ['right-to-left isolate and marks', '\u2067\u200F690\u200B123\u2069', '\\u2067\\u200F690\\u200B'],
  ['right-to-left letters', 'שלום 123 שלום', 'שלום 123 שלום'],
  ['marks that climb', `z${'\u0301\u0332'.repeat(15)}`, 'z\\u0301\\u0332'],
  ['long address', `https://example.com/${'a'.repeat(500)}`, 'https://example.com/aaa'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x80, 0x41, 0xff]), ''],
  ['4,296 letters', long('OUTPOST ', 4_296), 'OUTPOST OUTPOST', dense],
  ['2,953 bytes', long('<b>690', 2_953), '<b>690<b>690', dense],
  ['984 Han', long('全场免费', 984), '全场免费', dense],
  ['7,089 digits', long('1234567890', 7_089), '1234567890', dense],
]

// What a screen would obey and not draw.
const OBEYED = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2067\u206a-\u206f\ufeff]/

/** What the box told of each scan, as any screen of the shop hears it. */
async function listen(product) {
  const stop = new AbortController()
  const stream = await fetch(`${product.edge}/api/v1/events?topics=scan`, { headers: { Authorization: `Bearer ${product.ownerToken}` }, signal: stop.signal })
  const heard = []
  const read = async () => {
    let text = ''
    for await (const part of stream.body.pipeThrough(new TextDecoderStream())) {
      const lines = (text + part).split('\n')
      text = lines.pop()
      for (const line of lines) if (line.startsWith('data: {') && line.includes('"scan"')) heard.push(JSON.parse(line.slice(6)))
    }
  }
  void read().catch(() => undefined)
  return { heard, stop: () => stop.abort() }
}

/** Notes whatever a page would do that was talked into something. */
function watchMoves(page) {
  page.moves = []
  page.on('framenavigated', (frame) => page.moves.push(`went to ${frame.url()}`))
  page.on('popup', (popup) => page.moves.push(`opened ${popup.url()}`))
  page.on('download', (file) => page.moves.push(`saved ${file.url()}`))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(page.url()).origin) page.moves.push(`asked ${request.url()}`)
  })
  page.on('dialog', (dialog) => {
    page.moves.push(`asked "${dialog.message()}"`)
    void dialog.dismiss()
  })
}

const elements = (page) => page.evaluate(() => document.querySelectorAll('script, iframe, object, embed, img, link, meta, base, form').length)
const pieces = async (page) => (await page.locator('.line output').allTextContents()).map(Number).reduce((sum, n) => sum + n, 0)

export function hostileFlow({ product, browser, lang, size, station, camera, goods, data }) {
  const tag = `hostile-${lang === 'en' ? 'en' : 'zh'}-${size}`
  const says = SAYS[lang]
  const step = steps()
  let page
  let told
  let had
  let turn = 0

  async function nextGood() {
    const before = await pieces(page)
    product.show(camera, ean13Png(goods[(turn += 1) % goods.length].codes[0]))
    await until('the next good code is taken', async () => (await pieces(page)) === before + 1, 10_000, 20)
  }

  async function look(name, shows) {
    const words = await page.textContent('.note')
    check(words.includes(says.nobody), `the note says that it is no goods: "${words}"`)
    check(words.includes(shows), `the note shows it: found "${words}", wanted "${shows}"`)
    check(words.length < 140, `the note is short: ${words.length} characters`)
    check(!OBEYED.test(words), `nothing in the note is obeyed: ${JSON.stringify(words)}`)
    same(await page.locator('.note strong *, .note p *:not(bdi)').count(), 0, 'elements that came out of the text')
    same(await elements(page), had, 'elements that load or run something')
    const [note, foot] = [await page.locator('.note').boundingBox(), await page.locator('.foot').boundingBox()]
    check(note.y >= 0 && note.y + note.height <= foot.y + 1, `the note hides nothing that can be pressed: ${JSON.stringify({ note, foot })}`)
    await fits(page, name, { target_px: 56, text_px: 18 })
  }

  return async () => {
    await step(`${tag}-begin`, async () => {
      page = await openPage(browser, size)
      await enrol(product, page, 'kiosk', station, 'kiosk.html')
      await page.waitForSelector('.attract')
      await page.click(`text=${says.start}`)
      await page.waitForSelector('.shop')
      watchMoves(page)
      told = await listen(product)
      await nextGood()
      had = await elements(page)
    })
    for (const [name, text, shows, drawing] of ROWS)
      await test(`${tag}-${name}`, async () => {
        const before = await pieces(page)
        await until('the note before is gone', async () => (await page.locator('.note').count()) === 0)
        told.heard.length = 0
        product.show(camera, qrPng(text, drawing))
        await page.waitForSelector('.note', { timeout: 15_000 })
        await shot(page, `${tag}-${name.replace(/\W+/g, '-')}`)
        await look(name, shows)
        const scan = await until('the box told what was read', () => told.heard.find((item) => item.unit === camera && item.symbology === 'QR'), 5_000)
        check(scan.code.startsWith(shows) && scan.code.length <= 200, `what was read: ${JSON.stringify(scan)}`)
        same(await pieces(page), before, 'pieces in the basket')
        await nextGood()
        same(page.moves, [], 'what the page was talked into')
        quiet(page)
      })
    await step(`${tag}-end`, async () => {
      product.show(camera, qrPng(ROWS[0][1]))
      await page.waitForSelector('.note')
      await axe(page, tag)
      if (lang === 'en') await noHan(page, tag, data)
      quiet(page)
      told.stop()
      await page.locator('.foot-tools .tool').first().click() // the flows after this begin with an empty basket
      await page.click('dialog .tool-stop')
      await page.waitForSelector('.attract')
      await page.context().close()
    })
  }
}
