// What a kiosk says to a scan besides the line: held up again, a member, a code that is not good, a camera that is gone. With
// the real camera processes; the drawn one of kiosk3 shows its code again and again.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { axe, check, fits, noHan, openPage, quiet, same, shot, steps } from './lib.mjs'
import { enrol } from './kiosk_flow.mjs'
import { qrPng } from './picture.mjs'
import { sleep, until } from './product.mjs'

const START = { 'zh-CN': '中文 · 开始', en: 'English · Start' }
const SAYS = {
  'zh-CN': { again: '已经扫过了', member: '会员已识别', used: '已经用过', old: '过期', forged: '不是本店', lost: '扫码器没有反应' },
  en: { again: 'Already scanned', member: 'Member recognised', used: 'used already', old: 'too old', forged: 'not a member code', lost: 'The scanner' },
}

/** As the members' page makes it (edge/core/member_code.hpp). */
function memberCode(product, member, age_s = 0) {
  const key = Buffer.from(readFileSync(join(product.dir, 'secrets/member.key'), 'utf8').trim(), 'hex')
  const text = `OPM1.${member}.${Math.floor(Date.now() / 1_000) - age_s}`
  return `${text}.${createHmac('sha256', key).update(text).digest('hex').slice(0, 32)}`
}

export function feedbackFlow({ product, browser, lang, size, station, camera, data }) {
  const says = SAYS[lang]
  const tag = `feedback-${lang === 'en' ? 'en' : 'zh'}-${size}`
  const step = steps()
  let page
  let drawn
  const hold = async (on, name) => {
    await sleep(600) // past the flash: axe judges colours as they are then
    await shot(on, `${tag}-${name}`)
    await axe(on, name)
    await fits(on, name, { target_px: 56, text_px: 18 })
    if (lang === 'en') await noHan(on, name, data)
    quiet(on)
  }
  const show = async (text, words) => {
    product.show(camera, qrPng(text))
    await until(`the note says "${words}"`, async () => (await page.locator('.note').allTextContents()).join().includes(words))
  }

  return async () => {
    await step(`${tag}-already scanned`, async () => {
      drawn = await openPage(browser, size)
      await enrol(product, drawn, 'kiosk', 'kiosk3', 'kiosk.html')
      await drawn.waitForSelector('.line') // by itself: its camera never rests
      if (lang === 'en') await drawn.click('.foot-tools .tool[lang="en"]')
      await until('the drawn product is in the basket and shown again', async () => (await drawn.locator('.note').allTextContents()).join().includes(says.again), 30_000, 20)
      await shot(drawn, `${tag}-again-flash`)
      await hold(drawn, 'again')
      const before = await drawn.textContent('.list-head')
      await sleep(5_000) // another crossing
      same(await drawn.locator('.line').count(), 1, 'lines after it was held up again')
      same(await drawn.textContent('.list-head'), before, 'pieces after it was held up again')
    })
    await step(`${tag}-member`, async () => {
      page = await openPage(browser, size)
      await enrol(product, page, 'kiosk', station, 'kiosk.html')
      await page.waitForSelector('.attract')
      await page.click(`text=${START[lang]}`)
      const code = memberCode(product, 'M-00012345')
      await show(code, says.member)
      await page.waitForSelector('.list-member')
      check((await page.textContent('.list-member')).includes('2345'), 'the basket names the member')
      await hold(page, 'member')
      await sleep(1_500)
      await show(code, says.used)
      await hold(page, 'member-used')
      await show(memberCode(product, 'M-00012345', 90), says.old)
      const forged = memberCode(product, 'M-7')
      await show(forged.slice(0, -1) + (forged.endsWith('0') ? '1' : '0'), says.forged)
      await hold(page, 'member-forged')
      check(!(await page.content()).includes('OPM1.M'), 'no code is on the page')
    })
    await step(`${tag}-sound`, async () => {
      const words = async () => (await page.textContent('.tool-sound')).trim()
      const first = await words()
      const all = [first]
      for (let tap = 0; tap < 2; tap += 1) {
        await page.click('.tool-sound')
        all.push(await words())
      }
      same(new Set(all).size, 3, `levels of the sound: ${all}`)
      await hold(page, 'muted')
      await page.click('.tool-sound')
      same(await words(), first, 'the level after a whole round')
    })
    await step(`${tag}-camera lost`, async () => {
      await product.end(camera, 'SIGKILL')
      await until('the note says that the scanner is gone', async () => (await page.locator('.note').allTextContents()).join().includes(says.lost), 10_000)
      await hold(page, 'camera-lost')
      await page.reload()
      await page.waitForSelector('.shop, .attract')
      await until('it says so after a reload too', async () => (await page.locator('.note, .attract-lost').allTextContents()).join().includes(says.lost), 10_000)
      if ((await page.locator('.shop').count()) > 0) {
        await page.locator('.foot-tools .tool').first().click()
        await page.waitForSelector('.attract-lost')
      }
      await hold(page, 'attract-camera-lost')
      product.run(camera)
      await product.ready(camera)
      await until('the words go with the trouble', async () => (await page.locator('.attract-lost').count()) === 0, 10_000)
      for (const open of [page, drawn]) {
        quiet(open)
        await open.context().close()
      }
    })
  }
}
