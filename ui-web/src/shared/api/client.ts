import { link, noteDown, noteUp, pause } from '@/shared/link'
import { newKey } from './key'

const BASE = '/api/v1'
const ANSWER_WITHIN_MS = 10_000 // the server answers a payment within 3 s; three times that is a dead line
const RETRY_MS = [300, 700, 1500, 2500] // the last one repeats: a page finds the box again within 3 s of its return
const BUSY_TRIES = 3

/** The server said no, in the words of RFC 9457. `name` is the stable last part of `type`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly problem: string,
    readonly detail: string,
    readonly body: Record<string, unknown> = {},
  ) {
    super(`${status} ${problem}: ${detail}`)
  }
}

/** No answer at all: the box, its plug or the network. */
export class Unreachable extends Error {}

export interface CallOptions {
  /** Give the same key to say "the same call again". */
  key?: string
  /** Ends the wait for an answer; the call itself may still have happened. */
  signal?: AbortSignal
  token?: string
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

function requestInit(method: Method, body: unknown, options: CallOptions, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { 'X-Outpost': '1', Accept: 'application/json' }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.key) headers['Idempotency-Key'] = options.key
  if (options.token) headers['Authorization'] = `Bearer ${options.token}`
  return {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  }
}

async function toProblem(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '')
  try {
    const body = JSON.parse(text) as Record<string, unknown>
    const name = String(body.type ?? '').split('/').pop() || 'unknown'
    return new Problem(response.status, name, String(body.detail ?? body.title ?? ''), body)
  } catch {
    return new Problem(response.status, 'unknown', text.slice(0, 200))
  }
}

/** One request, one answer. Throws Problem or Unreachable. */
async function once<T>(method: Method, path: string, body: unknown, options: CallOptions): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), ANSWER_WITHIN_MS)
  const cancel = () => stop.abort()
  options.signal?.addEventListener('abort', cancel)
  let response: Response
  let text = ''
  try {
    response = await fetch(BASE + path, requestInit(method, body, options, stop.signal))
    if (response.ok) text = await response.text()
  } catch (error) {
    if (options.signal?.aborted) throw error
    noteDown()
    throw new Unreachable(String(error))
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', cancel)
  }
  noteUp()
  if (!response.ok) throw await toProblem(response)
  return (text ? JSON.parse(text) : undefined) as T
}

export function get<T>(path: string, options: CallOptions = {}): Promise<T> {
  return once<T>('GET', path, undefined, options)
}

function worthRepeating(error: unknown, busyTries: number): boolean {
  if (error instanceof Unreachable) return true
  if (!(error instanceof Problem)) return false
  if (error.problem === 'request-in-progress') return true
  return (error.status === 503 || error.status === 429) && busyTries < BUSY_TRIES
}

/**
 * A call that changes something. Sent with one idempotency key and repeated with that SAME key until the box has
 * answered, so a lost answer can neither double a sale nor lose it. Throws Problem when the answer is no.
 */
export async function send<T>(method: Method, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
  const fixed = { ...options, key: options.key ?? newKey() }
  let busyTries = 0
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once<T>(method, path, body, fixed)
    } catch (error) {
      if (options.signal?.aborted || !worthRepeating(error, busyTries)) throw error
      if (error instanceof Problem) busyTries += 1
      await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 2500)
      if (options.signal?.aborted) throw error
    }
  }
}

/** True when the error only says that the box cannot be reached: the bar already says so. */
export function isOffline(error: unknown): boolean {
  return error instanceof Unreachable || (!link.up && !(error instanceof Problem))
}
