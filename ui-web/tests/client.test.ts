import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { get, Problem, send, Unreachable } from '@/shared/api/client'
import { newKey } from '@/shared/api/key'
import { link, noteUp } from '@/shared/link'

interface Sent {
  url: string
  method: string
  key: string | undefined
  body: unknown
}
let sent: Sent[]
let answers: Array<() => Response | Promise<Response>>

const json = (status: number, body: unknown) => () => new Response(JSON.stringify(body), { status })
const lost = () => Promise.reject(new TypeError('network'))

beforeEach(() => {
  vi.useFakeTimers()
  noteUp()
  sent = []
  answers = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>
    sent.push({ url, method: String(init.method), key: headers['Idempotency-Key'], body: init.body })
    return Promise.resolve().then(answers.shift() ?? lost)
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a call that changes something', () => {
  it('repeats with the same key and body until the box has answered', async () => {
    answers = [lost, lost, lost, lost, lost, json(201, { state: 'paid' })]
    const answer = send('POST', '/orders/1/payments', { tender: 'cash', amount_fen: 5 })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(await answer).toEqual({ state: 'paid' })
    expect(sent.length).toBe(6)
    expect(new Set(sent.map((call) => call.key)).size).toBe(1)
    expect(new Set(sent.map((call) => call.body)).size).toBe(1)
    expect(sent[0]!.key).toMatch(/^[0-9a-f]{32}$/)
    expect(link.up).toBe(true)
  })

  it('does not answer while the box is away', async () => {
    let settled = false
    const stop = new AbortController()
    void send('POST', '/orders', {}, { signal: stop.signal }).then(() => (settled = true), () => undefined)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(settled).toBe(false)
    expect(link.up).toBe(false)
    expect(sent.length).toBeGreaterThan(30)
    stop.abort()
    await vi.advanceTimersByTimeAsync(5_000)
  })

  it('waits out "in progress" with the same key', async () => {
    answers = [json(409, { type: '/problems/request-in-progress' }), json(201, { id: 'a' })]
    const answer = send('POST', '/orders', {})
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await answer).toEqual({ id: 'a' })
    expect(sent[0]!.key).toBe(sent[1]!.key)
  })

  it('takes a no for a no', async () => {
    answers = [json(422, { type: '/problems/payment-too-much', detail: 'x' })]
    const error = await send('POST', '/orders/1/payments', {}).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(Problem)
    expect([(error as Problem).status, (error as Problem).problem]).toEqual([422, 'payment-too-much'])
    expect(sent.length).toBe(1)
  })

  it('tries a busy box three times more, then says so', async () => {
    answers = [1, 2, 3, 4, 5].map(() => json(503, { type: '/problems/storage-full' }))
    const answer = send('POST', '/carts', {}).catch((caught: unknown) => caught)
    await vi.advanceTimersByTimeAsync(30_000)
    expect((await answer) as Problem).toMatchObject({ status: 503, problem: 'storage-full' })
    expect(sent.length).toBe(4)
  })

  it('keeps a key it was given, and makes a new one for each intention', async () => {
    answers = [json(201, {}), json(201, {}), json(201, {})]
    await send('POST', '/orders', {}, { key: 'order-q1' })
    await send('POST', '/carts', {})
    await send('POST', '/carts', {})
    expect(sent[0]!.key).toBe('order-q1')
    expect(sent[1]!.key).not.toBe(sent[2]!.key)
  })
})

describe('a question', () => {
  it('carries no key and fails at once when the box is away', async () => {
    await expect(get('/session')).rejects.toBeInstanceOf(Unreachable)
    expect(sent).toEqual([{ url: '/api/v1/session', method: 'GET', key: undefined, body: undefined }])
    expect(link.up).toBe(false)
  })

  it('reads an empty answer as nothing', async () => {
    answers = [() => new Response(null, { status: 204 })]
    expect(await get('/carts/current')).toBeUndefined()
  })

  it('names a problem even when its body is no JSON', async () => {
    answers = [() => new Response('<html>', { status: 502 })]
    await expect(get('/today')).rejects.toMatchObject({ status: 502, problem: 'unknown' })
  })
})

describe('keys', () => {
  it('are 128 random bits', () => {
    const keys = new Set(Array.from({ length: 1000 }, newKey))
    expect(keys.size).toBe(1000)
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  })
})
