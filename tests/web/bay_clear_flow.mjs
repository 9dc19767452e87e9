// Erasing codes, from the page to the car and back: who may, after what, and every refusal in words of both languages.
import { readFileSync } from 'node:fs'
import { check, openPage, quiet, same, steps } from './lib.mjs'
import { bayOf, hold, holdBoth, LANGS, open, putCar, short, speak } from './bay_lib.mjs'
import { quietCar } from './bay_elm.mjs'
import { enrol } from './kiosk_flow.mjs'
import { until } from './product.mjs'

const CAR = 'LZZPA20E3L1004321'
const OTHER = 'LZZPA14E5E1001234'
const TECHNICIAN = '李工'
// The dictionaries of the pages: what is said must be what they hold for its name, and for nothing else.
const words = Object.fromEntries(LANGS.map((lang) => [lang, JSON.parse(readFileSync(new URL(`../../ui-web/src/staff/bay/${lang}.json`, import.meta.url), 'utf8'))]))

const shows = (vin) => (bay) => bay.vin === vin && bay.phase === 'ready' && bay.codes?.length > 0
const clearButton = (page) => page.locator('.bay-codes .live-head .button')

async function makeReport(page) {
  await page.locator('.bay-go .button-main').click()
  await page.waitForSelector('.bay-made.say-ok', { timeout: 60_000 })
}

async function openDialog(page) {
  await until('codes may be erased', () => clearButton(page).isEnabled())
  await clearButton(page).click()
  await page.waitForSelector('.clear-sure')
}

/** Confirms, and waits for what comes of it. */
async function erase(page, end) {
  await page.locator('.clear-sure input').check()
  await page.locator('.modal .button-stop').click()
  await page.waitForSelector(`.modal .${end}`, { timeout: 20_000 })
}

async function close(page) {
  await page.locator('.modal .button-main').click()
  await until('the dialog is gone', async () => (await page.locator('.modal').count()) === 0)
}

/** The open dialog says, in both languages, what the dictionary has for this name. */
async function dialogSays(page, name, data, shot) {
  for (const lang of LANGS) {
    await page.evaluate((to) => document.querySelector(`.top-button[lang="${to}"]`)?.click(), lang)
    await until(`the page speaks ${lang}`, async () => (await page.getAttribute('html', 'lang')) === lang)
    const said = await page.textContent('.modal .say-stop')
    check(said.includes(words[lang][`clear_why.${name}`]), `${lang}: "${said}" says ${name}`)
    await holdBoth(page, `clear-${short(lang)}`, shot, lang, data)
  }
}

/** Erasing is not offered, and the page says why. */
async function notOffered(page, name, data, shot) {
  for (const lang of LANGS) {
    await speak(page, lang)
    await until(`${lang}: ${name}`, async () => (await page.textContent('#clear-not')) === words[lang][`clear_not.${name}`])
    check(await clearButton(page).isDisabled(), `erasing is offered: ${name}`)
    if (shot) await holdBoth(page, `clear-${short(lang)}`, shot, lang, data)
  }
}

/** The box itself refuses, whatever a page shows. */
async function refused(product, token, report_id, status, name) {
  const answer = await fetch(`${product.edge}/api/v1/bays/bay1/clear`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Idempotency-Key': `clear-${Math.random()}` },
    body: JSON.stringify({ report_id }),
  })
  const problem = await answer.json()
  same([answer.status, problem.type?.replace('/problems/', '')], [status, name], `the box refuses: ${problem.detail}`)
  check(problem.detail?.length > 20, `in words: ${problem.detail}`)
}

const tokenOf = async (product, role, label) => (await product.call('POST', '/terminals', { role, station: 'bay1', label, with_token: true })).token

export async function clearFlow({ product, browser, data: shop }) {
  const step = steps()
  const data = [...shop, TECHNICIAN]
  let page
  let named
  const lastReport = async () => (await product.call('GET', '/reports?limit=1')).items[0]
  await step('bay: clear: not without a report of this very car', async () => {
    page = await openPage(browser, 'wide')
    await enrol(product, page, 'technician', 'bay1', 'staff.html', TECHNICIAN)
    named = await tokenOf(product, 'technician', TECHNICIAN)
    await open(page, '/bay', '.bay-head')
    await putCar(product, 'sim:elm327?car=petrol-2014', shows(OTHER))
    await makeReport(page)
    await putCar(product, 'sim:elm327?car=vpw-2002', (bay) => bay.phase === 'ready' && bay.codes?.length > 0)
    await notOffered(page, 'no_report', data, 'no-report')
    same(await page.locator('.bay-made').count(), 0, 'the report of the car before is not offered as of this one')
    const of_another = await lastReport()
    check(of_another.vin !== (await bayOf(product)).vin, 'the last report is of another car')
    await refused(product, named, of_another.id, 422, 'clear-other-car')
  })
  await step('bay: clear: not while the engine runs', async () => {
    await putCar(product, 'sim:elm327?car=petrol-2020&month=8', shows(CAR))
    await makeReport(page)
    for (const lang of LANGS) {
      await speak(page, lang)
      await openDialog(page)
      check((await page.textContent('.clear-who')).includes(TECHNICIAN), 'the dialog names who answers for it')
      check(await page.locator('.modal .button-stop').isDisabled(), 'nothing is erased before it is confirmed')
      await holdBoth(page, `clear-${short(lang)}`, 'dialog', lang, data)
      await page.locator('.modal .button').first().click()
    }
    await openDialog(page)
    await erase(page, 'say-stop')
    await dialogSays(page, 'clear-engine-runs', data, 'engine-runs')
    await close(page)
    check((await bayOf(product)).codes.length > 0, 'the codes are still there')
    const [clear] = (await product.call('GET', `/reports/${(await lastReport()).id}`)).cleared
    same([clear.result, clear.reason, clear.person_name], ['failed', 'clear-engine-runs', TECHNICIAN], 'kept with the report')
  })
  await step('bay: clear: the box asks for a person and a role', async () => {
    const { id } = await lastReport()
    await refused(product, await tokenOf(product, 'technician', ''), id, 422, 'clear-nobody')
    await refused(product, await tokenOf(product, 'cashier', '小王'), id, 403, 'role-not-allowed')
    await refused(product, await tokenOf(product, 'kiosk', '小王'), id, 403, 'role-not-allowed')
    const nobody = await openPage(browser, 'wide')
    await enrol(product, nobody, 'technician', 'bay1', 'staff.html', '')
    await open(nobody, '/bay', '.bay-codes')
    await notOffered(nobody, 'nobody', data, 'nobody')
    await nobody.context().close()
    const cashier = await openPage(browser, 'wide')
    await enrol(product, cashier, 'cashier', 'till1', 'staff.html', '小王')
    await cashier.goto(`${product.edge}/staff.html#/bay`)
    await cashier.waitForSelector('.rail-link')
    await cashier.waitForTimeout(500)
    same(await cashier.locator('.bay-head').count(), 0, 'a cashier sees no bay')
    quiet(cashier)
    await cashier.context().close()
  })
  await step('bay: clear: another car under an open dialog', async () => {
    await speak(page, 'zh-CN')
    await openDialog(page)
    await putCar(product, 'sim:elm327?car=petrol-2014&engine=off', shows(OTHER))
    await erase(page, 'say-stop')
    await dialogSays(page, 'clear-other-car', data, 'other-car')
    await close(page)
    check((await bayOf(product)).codes.length > 0, 'nothing was erased')
  })
  await step('bay: clear: a line that breaks is said', async () => {
    await makeReport(page)
    await openDialog(page)
    await product.end('bay1', 'SIGKILL')
    await until('the page knows', async () => (await page.locator('.bay-vin.vin').count()) === 0)
    check(await page.locator('.clear-sure').isVisible(), 'the dialog stays')
    await erase(page, 'say-stop')
    await dialogSays(page, 'clear-no-car', data, 'no-car')
    await close(page)
    product.run('bay1')
    await product.ready('bay1')
  })
  await step('bay: clear: erased, by whom, and what is left', async () => {
    await putCar(product, 'sim:elm327?car=petrol-2020&month=8&engine=off', shows(CAR))
    await makeReport(page)
    await openDialog(page)
    await erase(page, 'say-ok')
    for (const lang of LANGS) {
      await page.evaluate((to) => document.querySelector(`.top-button[lang="${to}"]`)?.click(), lang)
      await hold(page, `clear-${short(lang)}-wide-done`, lang, data)
    }
    await close(page)
    // The permanent code stays: it is the car's to remove.
    await until('the page shows what is left', async () => (await bayOf(product)).codes.every((code) => code.kind === 'permanent'))
    await until('on the page', async () => (await page.locator('.fault').count()) === 1)
    await notOffered(page, 'already', data, 'already')
    const { id } = await lastReport()
    const { cleared } = await product.call('GET', `/reports/${id}`)
    same(cleared.map((item) => [item.result, item.reason, item.person_name, item.role, item.snapshot]), [['done', '', TECHNICIAN, 'technician', id]], 'the erasing')
    same(cleared[0].codes_left.map((code) => [code.code, code.kind]), [['P0171', 'permanent']], 'what the car still said')
    await refused(product, named, id, 409, 'clear-already')
    await page.locator('.report-list .button').first().click()
    await page.waitForSelector('.erased')
    for (const lang of LANGS) {
      await speak(page, lang)
      const said = await page.textContent('.erased')
      for (const part of [TECHNICIAN, words[lang]['erased.done'], 'P0171']) check(said.includes(part), `${lang}: "${said}" says ${part}`)
      await holdBoth(page, `clear-${short(lang)}`, 'report', lang, data)
    }
  })
  await step('bay: clear: headquarters has the event', async () => {
    await until('everything was taken', async () => (await product.call('GET', '/sync')).queue.events === 0)
    const stores = await product.call('GET', '/stores', undefined, product.hqToken, product.hq)
    same(stores.items.map((store) => store.quarantined), [0], 'nothing was refused by headquarters')
  })
  await step('bay: clear: not without a VIN', async () => {
    const car = await quietCar()
    try {
      await open(page, '/bay', '.bay-head')
      await putCar(product, `tcp:127.0.0.1:${car.port}`, (bay) => bay.phase === 'ready' && bay.codes?.length > 0)
      const strips = () => page.locator('.strip-name').allTextContents()
      await until('no value of the car before is drawn', async () => (await strips()).length > 0 && !(await strips()).some((name) => /水温|冷却液|[Cc]oolant/.test(name)))
      await notOffered(page, 'no_car', data, 'no-vin')
      await makeReport(page)
      await notOffered(page, 'no_car', data)
      const report = await lastReport()
      same(report.vin, null, 'the VIN of the report')
      await refused(product, named, report.id, 422, 'clear-no-vin')
    } finally {
      car.close()
    }
  })
  await step('bay: clear: put back', async () => {
    await putCar(product, 'sim:elm327?car=petrol-2014', shows(OTHER))
    await page.context().close()
  })
}
