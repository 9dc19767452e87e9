// Cases, a browser, and what every screen is held to.
import { chromium } from 'playwright-core'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

export const OUT = fileURLToPath(new URL('out/', import.meta.url))
mkdirSync(OUT, { recursive: true })
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

export const SIZES = {
  tall: { width: 1080, height: 1920 },
  wide: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
}

// ---- cases

const results = []

/** Runs one case and keeps going: a broken screen must not hide the next one. */
export async function test(name, work) {
  if (process.env.OUTPOST_ONLY && !new RegExp(process.env.OUTPOST_ONLY).test(name)) return
  const began = Date.now()
  try {
    await work()
    results.push({ name, ok: true })
    console.log(`ok   ${name} (${Date.now() - began} ms)`)
  } catch (error) {
    results.push({ name, ok: false })
    if (!/not reached/.test(error.message)) await keepPages(name)
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).split('\n').slice(0, 6).join('\n     ')}`)
  }
}

/** Steps that build on each other: after one has failed the rest count as failed at once, instead of waiting in vain. */
export function steps() {
  let broken = null
  return (name, work) =>
    test(name, async () => {
      if (broken) throw new Error(`not reached: "${broken}" failed`)
      try {
        await work()
      } catch (error) {
        broken = name
        throw error
      }
    })
}

export function check(true_, what) {
  if (!true_) throw new Error(what)
}

export function same(found, wanted, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Error(`${what}: found ${a}, wanted ${b}`)
}

export function finish() {
  const failed = results.filter((result) => !result.ok)
  for (const result of failed) console.log(`failed: ${result.name}`)
  console.log(`${results.length - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0 && results.length > 0 ? 0 : 1
}

// ---- the browser

const pages = new Set()

/** What the screens showed when a case failed. */
async function keepPages(name) {
  let at = 0
  for (const page of pages) if (!page.isClosed()) await shot(page, `failed-${name.replace(/\W+/g, '-')}-${(at += 1)}`).catch(() => undefined)
}

export async function openBrowser() {
  return chromium.launch({ executablePath: process.env.OUTPOST_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
}

// A screen asks who it is before it is enrolled, and calls fail while the box is away: the browser reports both by itself.
const EXPECTED = /status of (401|404|409|422) |ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_SOCKET_NOT_CONNECTED/

/** A page of its own profile that remembers everything it complained about. */
export async function openPage(browser, size, allowed = /$^/) {
  const context = await browser.newContext({ viewport: SIZES[size], locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.complaints = []
  pages.add(page)
  page.on('pageerror', (error) => page.complaints.push(`pageerror ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !EXPECTED.test(text) && !allowed.test(text)) page.complaints.push(`console ${text}`)
  })
  return page
}

export function quiet(page) {
  same(page.complaints, [], 'the browser complained (errors, CSP)')
}

export async function shot(page, name) {
  const { width, height } = page.viewportSize()
  await page.mouse.move(width / 2, height - 1) // away from what it would light up
  await page.screenshot({ path: join(OUT, `${name}.png`) })
}

// ---- what every screen is held to

/** No axe fault at WCAG 2.0 to 2.2, A and AA. */
export async function axe(page, what) {
  await page.evaluate(`${AXE}; 0`)
  const found = await page.evaluate(async () => {
    const run = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    return run.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`))
  })
  same(found, [], `axe on ${what}`)
}

/** Targets and text large enough, nothing wider than the screen, no words cut off in a button. */
export async function fits(page, what, { target_px, text_px }) {
  const found = await page.evaluate(({ target_px, text_px }) => {
    const faults = []
    const seen = (el) => {
      const box = el.getBoundingClientRect()
      const style = getComputedStyle(el)
      return box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && !el.closest('.sr-only')
    }
    const nameOf = (el) => `${el.tagName.toLowerCase()}.${[...el.classList].join('.')} "${(el.textContent ?? '').trim().slice(0, 30)}"`
    const hidden = document.querySelector('dialog[open]') ? document.querySelector('dialog[open]') : document
    for (const el of hidden.querySelectorAll('button, a[href], input, select, summary')) {
      if (!seen(el)) continue
      const box = el.getBoundingClientRect()
      const inText = el.tagName === 'A' && getComputedStyle(el).display === 'inline'
      if (!inText && (box.height < target_px - 0.5 || box.width < target_px - 0.5)) faults.push(`small ${Math.round(box.width)}x${Math.round(box.height)} ${nameOf(el)}`)
      if (el.tagName === 'BUTTON' && el.scrollWidth > el.clientWidth + 2) faults.push(`cut ${nameOf(el)}`)
    }
    for (const el of document.querySelectorAll('.line-amount')) if (el.scrollWidth > el.clientWidth + 1) faults.push(`over its neighbour ${nameOf(el)}`)
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const el = node.parentElement
      if (!node.textContent.trim() || !el || !seen(el)) continue
      const size = parseFloat(getComputedStyle(el).fontSize) * (el.closest('svg') ? (el.closest('svg').getScreenCTM?.()?.a ?? 1) : 1)
      if (size < text_px - 0.1) faults.push(`text ${size.toFixed(1)} px ${nameOf(el)}`)
    }
    if (document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth + 1) faults.push(`wider than the screen: ${document.scrollingElement.scrollWidth}`)
    return faults
  }, { target_px, text_px })
  same(found, [], `sizes on ${what}`)
}

/** In English, Han stands only in names that came from the shop's data (marked lang or data of the store). */
export async function noHan(page, what, dataWords) {
  const found = await page.evaluate((words) => {
    const faults = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      let text = node.textContent
      if (node.parentElement?.closest('[lang="zh-CN"], .paper')) continue
      for (const word of words) text = text.replaceAll(word, '')
      if (/\p{Script=Han}/u.test(text)) faults.push(text.trim())
    }
    return faults
  }, dataWords)
  same(found, [], `Han on the English ${what}`)
}
