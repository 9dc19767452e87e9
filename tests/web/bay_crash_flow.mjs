// A report whose bay's program or whose box dies in the middle: what the page says meanwhile, and that the report is there
// afterwards, whole and once. What is in the databases then is in tests/e2e/bay_test.cpp.
import { check, openPage, same, steps } from './lib.mjs'
import { bayOf, holdBoth, LANGS, open, putCar, short, speak } from './bay_lib.mjs'
import { enrol } from './kiosk_flow.mjs'
import { until } from './product.mjs'

const SLOW_CAR = 'sim:elm327?car=petrol-2014&latency_ms=150'
const STEPS_BEFORE = 6

/** Asks for a report and waits until some of it was read; its id. */
async function begin(product, page) {
  await until('a car', async () => (await bayOf(product)).phase === 'ready')
  await page.locator('.bay-go .button-main').click()
  const session = await until('steps are kept', async () => {
    const { session } = await bayOf(product)
    return session?.steps >= STEPS_BEFORE && session
  })
  return session.report_id
}

/** The page offers the report that was interrupted, and it is whole and the only one. */
async function isMade(product, page, id, before) {
  await page.waitForSelector('.bay-made.say-ok', { timeout: 60_000 })
  same(await page.locator('.bay-made a').getAttribute('href'), `#/bay/reports/${id}`, 'the report that was begun')
  const { items } = await product.call('GET', '/reports?limit=50')
  same([items[0].id, items.length], [id, before + 1], 'one report more')
  const { report } = await product.call('GET', `/reports/${id}`)
  same(report.partial, false, 'partial')
  const asked = report.steps.map((one) => `${one.step} ${one.request}`)
  check(report.steps.length > STEPS_BEFORE && asked.length === report.steps.length, 'it has its steps')
  same((await bayOf(product)).session, null, 'nothing is under way')
  await page.click('.bay-made a')
  await page.waitForSelector('.report .tests')
  await open(page, '/bay', '.bay-head')
}

const reportsOf = async (product) => (await product.call('GET', '/reports?limit=50')).items.length

export async function bayCrashFlow({ product, browser, data }) {
  const step = steps()
  let page
  await step('bay: the program is killed over a report', async () => {
    page = await openPage(browser, 'wide')
    await enrol(product, page, 'technician', 'bay1', 'staff.html')
    await putCar(product, SLOW_CAR, (bay) => bay.phase === 'ready')
    await open(page, '/bay', '.bay-head')
    const before = await reportsOf(product)
    const id = await begin(product, page)
    await product.end('bay1', 'SIGKILL')
    await page.waitForSelector('.bay-kept')
    for (const lang of LANGS) {
      await speak(page, lang)
      await holdBoth(page, `bay-${short(lang)}`, 'kept', lang, data)
    }
    check(await page.locator('.bay-go .button-main').isDisabled(), 'no second report can be begun')
    await page.reload()
    await page.waitForSelector('.bay-kept')
    product.run('bay1')
    await product.ready('bay1')
    await isMade(product, page, id, before)
  })
  await step('bay: the box is killed over a report', async () => {
    const before = await reportsOf(product)
    const id = await begin(product, page)
    await product.again('edge')
    await isMade(product, page, id, before)
  })
  await step('bay: what is wrong is said in words, also after a reload', async () => {
    for (const [name, port, phase] of [
      ['unplugged', 'sim:elm327?car=petrol-2014&script=unplug@1', 'lost'],
      ['no-adapter', 'tcp:127.0.0.1:1', 'no_adapter'],
      ['not-obd', 'sim:elm327?script=modem@0', 'not_obd'],
      ['ignition-off', 'sim:elm327?script=ignition-off@0', 'ignition_off'],
    ]) {
      await putCar(product, port, (bay) => bay.phase === phase)
      const bay = await bayOf(product)
      same([bay.vin, bay.codes ?? []], [null, []], `${phase}: no car is shown`)
      check(bay.text_en && bay.text_zh, `${phase}: the bay says more`)
      for (const lang of LANGS) {
        await speak(page, lang)
        await page.reload()
        const said = lang === 'en' ? bay.text_en : bay.text_zh
        await until(`${lang}: "${said}"`, async () => (await page.locator('.bay-say').textContent()).includes(said))
        check((await page.textContent('.bay-todo')).length > 5, 'it says what to do')
        check(await page.locator('.bay-go .button-main').isDisabled(), 'no report can be made')
        await holdBoth(page, `bay-${short(lang)}`, name, lang, data)
      }
    }
    await putCar(product, 'sim:elm327?car=petrol-2014', (bay) => bay.phase === 'ready')
    await page.context().close()
  })
}
