// Browser tests against the running product: node run.mjs. OUTPOST_BIN_DIR and OUTPOST_UI_DIR say what is tested,
// OUTPOST_ONLY=REGEX picks cases, OUTPOST_KEEP=1 leaves the store's folder. Screenshots go to out/.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { finish, openBrowser, openPage, test } from './lib.mjs'
import { Product, UI } from './product.mjs'
import { enrol, kioskFlow } from './kiosk_flow.mjs'
import { hostileFlow } from './hostile_flow.mjs'
import { feedbackFlow } from './feedback_flow.mjs'
import { payAtTill, staffFlow } from './staff_flow.mjs'
import { kioskEyeFlow, setUpFlow } from './camera_flow.mjs'
import { bayFigures, bayFlow } from './bay_flow.mjs'
import { hqFlow } from './hq_flow.mjs'
import { figures, latencyFlow } from './latency_flow.mjs'
import { troubleFlow } from './trouble_flow.mjs'

await test('pages are within their budgets', () => {
  const script = fileURLToPath(new URL('../../ui-web/scripts/check_size.mjs', import.meta.url))
  const run = spawnSync(process.execPath, [script, UI, '--look'], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(run.stdout + run.stderr)
})

const product = await Product.start()
const browser = await openBrowser()
let code = 1
try {
  const catalogue = (await product.call('GET', '/products?limit=200')).items
  const pick = (sku) => catalogue.find((item) => item.sku === sku)
  const pieces = catalogue.filter((item) => item.unit === 'piece' && item.codes.length > 0)
  const goods = [pick('OIL-002') ?? pieces[0], pieces.find((item) => item.sku.startsWith('DRK')) ?? pieces[1], pieces.find((item) => item.sku.startsWith('SNK')) ?? pieces[2]]
  const data = ['前哨示范店', ...new Set(catalogue.map((item) => item.category))]

  const till = await openPage(browser, 'wide')
  await enrol(product, till, 'cashier', 'till1', 'staff.html')
  const tiller = (pickup, due) => payAtTill(till, pickup, due)
  const base = { product, browser, goods, data }
  await kioskFlow({ ...base, lang: 'zh-CN', size: 'tall', station: 'kiosk1', camera: 'cam1', tiller })()
  await kioskFlow({ ...base, lang: 'en', size: 'wide', station: 'kiosk2', camera: 'cam2' })()
  await kioskFlow({ ...base, lang: 'en', size: 'tall', station: 'kiosk1', camera: 'cam1' })()
  await kioskFlow({ ...base, lang: 'zh-CN', size: 'wide', station: 'kiosk2', camera: 'cam2', tiller })()
  await hostileFlow({ ...base, lang: 'zh-CN', size: 'tall', station: 'kiosk1', camera: 'cam1' })()
  await hostileFlow({ ...base, lang: 'en', size: 'wide', station: 'kiosk2', camera: 'cam2' })()
  await feedbackFlow({ ...base, lang: 'zh-CN', size: 'tall', station: 'kiosk1', camera: 'cam1' })()
  await feedbackFlow({ ...base, lang: 'en', size: 'wide', station: 'kiosk2', camera: 'cam2' })()
  await kioskEyeFlow({ ...base, lang: 'zh-CN', size: 'tall' })()
  await kioskEyeFlow({ ...base, lang: 'en', size: 'wide' })()
  await setUpFlow(base)
  await latencyFlow(base)
  await staffFlow({ ...base, till })
  await bayFlow(base)
  await hqFlow(base)
  await troubleFlow(base)
  figures.concat(bayFigures).forEach((words) => console.log(words))
  code = finish()
} catch (error) {
  console.log(error)
  console.log('0 passed, 1 failed')
} finally {
  await browser.close()
  await product.stop()
}
process.exit(code)
