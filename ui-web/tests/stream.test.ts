import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveStream, type Source, type Visibility } from '@/shared/api/stream'
import { link, noteUp } from '@/shared/link'

class FakeSource implements Source {
  static made: FakeSource[] = []
  readyState = 0
  onopen: Source['onopen'] = null
  onerror: Source['onerror'] = null
  onmessage: Source['onmessage'] = null
  named = new Map<string, (event: MessageEvent) => void>()
  constructor(readonly url: string) {
    FakeSource.made.push(this)
  }
  addEventListener(type: string, listener: (event: MessageEvent) => void): void {
    this.named.set(type, listener)
  }
  close(): void {
    this.readyState = 2
  }
  open(): void {
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }
  fail(state: number): void {
    this.readyState = state
    this.onerror?.(new Event('error'))
  }
}

class FakePage implements Visibility {
  hidden = false
  listener: (() => void) | null = null
  addEventListener(_type: 'visibilitychange', listener: () => void): void {
    this.listener = listener
  }
  removeEventListener(): void {
    this.listener = null
  }
  show(visible: boolean): void {
    this.hidden = !visible
    this.listener?.()
  }
}

const last = () => FakeSource.made.at(-1)!
let page: FakePage
let calls: { events: unknown[]; refetch: number; refused: number }
let stream: LiveStream

beforeEach(() => {
  vi.useFakeTimers()
  FakeSource.made = []
  noteUp()
  page = new FakePage()
  calls = { events: [], refetch: 0, refused: 0 }
  stream = new LiveStream({
    topics: ['cart', 'order'],
    onEvent: (event) => calls.events.push(event),
    onRefetch: () => (calls.refetch += 1),
    onRefused: () => (calls.refused += 1),
    makeSource: (url) => new FakeSource(url),
    page,
  })
  stream.start()
})
afterEach(() => {
  stream.stop()
  vi.useRealTimers()
})

describe('event stream', () => {
  it('asks for its topics and fetches the snapshot once it is open', () => {
    expect(last().url).toBe('/api/v1/events?topics=cart,order')
    expect(calls.refetch).toBe(0)
    last().open()
    expect(calls.refetch).toBe(1)
  })

  it('delivers named and plain events, and survives damaged ones', () => {
    last().open()
    last().onmessage?.({ data: '{"topic":"cart","type":"changed"}' } as MessageEvent)
    last().named.get('order')?.({ data: '{"topic":"order","type":"paid"}' } as MessageEvent)
    last().onmessage?.({ data: '{half' } as MessageEvent)
    last().onmessage?.({ data: 'null' } as MessageEvent)
    expect(calls.events).toEqual([{ topic: 'cart', type: 'changed' }, { topic: 'order', type: 'paid' }])
  })

  it('fetches anew on reset', () => {
    last().open()
    last().named.get('reset')?.({ data: '' } as MessageEvent)
    expect(calls.refetch).toBe(2)
  })

  it('lets the browser reconnect and replay, without a new snapshot', () => {
    last().open()
    last().fail(0)
    expect(link.up).toBe(false)
    last().open()
    expect(link.up).toBe(true)
    expect([calls.refetch, FakeSource.made.length]).toEqual([1, 1])
    vi.advanceTimersByTime(10_000)
    expect(FakeSource.made.length).toBe(1)
  })

  it('reconnects by itself when the browser takes longer than 2.5 s, with a snapshot', () => {
    last().open()
    last().fail(0)
    vi.advanceTimersByTime(2_400)
    expect(FakeSource.made.length).toBe(1)
    vi.advanceTimersByTime(200)
    expect(FakeSource.made.length).toBe(2)
    last().open()
    expect(calls.refetch).toBe(2)
  })

  it('goes on trying after a refusal, never more than 2 s apart, and says so', () => {
    for (const wait of [500, 1_000, 2_000, 2_000]) {
      const before = FakeSource.made.length
      last().fail(2)
      vi.advanceTimersByTime(wait - 1)
      expect(FakeSource.made.length).toBe(before)
      vi.advanceTimersByTime(1)
      expect(FakeSource.made.length).toBe(before + 1)
    }
    expect(calls.refused).toBe(4)
  })

  it('closes while nobody looks and comes back with a snapshot', () => {
    last().open()
    const first = last()
    page.show(false)
    expect(first.readyState).toBe(2)
    vi.advanceTimersByTime(60_000)
    expect(FakeSource.made.length).toBe(1)
    page.show(true)
    expect(FakeSource.made.length).toBe(2)
    last().open()
    expect(calls.refetch).toBe(2)
  })

  it('stays closed once stopped', () => {
    last().open()
    last().fail(2)
    stream.stop()
    vi.advanceTimersByTime(10_000)
    page.show(true)
    expect(FakeSource.made.length).toBe(1)
  })
})
