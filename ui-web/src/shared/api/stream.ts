import { noteDown, noteUp } from '@/shared/link'

/** What the page needs of EventSource; tests pass their own. */
export interface Source {
  readyState: number
  onopen: ((event: Event) => void) | null
  onerror: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  addEventListener(type: string, listener: (event: MessageEvent) => void): void
  close(): void
}

export interface Visibility {
  readonly hidden: boolean
  addEventListener(type: 'visibilitychange', listener: () => void): void
  removeEventListener(type: 'visibilitychange', listener: () => void): void
}

export interface StreamOptions {
  topics: readonly string[]
  onEvent: (event: LiveEvent) => void
  /** Fetch the snapshot again: events may have been missed. Called at every first opening of a connection and on `reset`. */
  onRefetch: () => void
  /** The server closed the door for good (401, 503): the page should look at its session. */
  onRefused?: () => void
  makeSource?: (url: string) => Source
  page?: Visibility
}

export interface LiveEvent {
  topic: string
  type: string
  [field: string]: unknown
}

const CLOSED = 2
const NATIVE_RETRY_MS = 2_500 // browsers wait 3 s by default; a screen should be back within 3 s of the box
const REOPEN_MS = [500, 1_000, 2_000]

/**
 * The page's one event stream. Browsers allow six connections to a host, so it is closed while nobody looks at the
 * page, and opened again (with a fresh snapshot) when somebody does.
 */
export class LiveStream {
  private source: Source | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0
  private stopped = true

  constructor(private readonly options: StreamOptions) {}

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    this.page.addEventListener('visibilitychange', this.onVisibility)
    if (!this.page.hidden) this.open()
  }

  stop(): void {
    this.stopped = true
    this.page.removeEventListener('visibilitychange', this.onVisibility)
    this.close()
  }

  private get page(): Visibility {
    return this.options.page ?? document
  }

  private readonly onVisibility = (): void => {
    if (this.page.hidden) this.close()
    else if (!this.source) this.open()
  }

  private close(): void {
    clearTimeout(this.timer)
    this.source?.close()
    this.source = null
  }

  private open(): void {
    this.close()
    if (this.stopped || this.page.hidden) return
    const url = `/api/v1/events?topics=${this.options.topics.join(',')}`
    const make = this.options.makeSource ?? ((address: string) => new EventSource(address) as Source)
    const source = make(url)
    this.source = source
    let fresh = true
    source.onopen = () => {
      clearTimeout(this.timer)
      this.failures = 0
      noteUp()
      if (fresh) this.options.onRefetch()
      fresh = false
    }
    source.onerror = () => this.onFailure(source)
    source.onmessage = (event) => this.deliver(event)
    for (const topic of this.options.topics) source.addEventListener(topic, (event) => this.deliver(event))
    source.addEventListener('reset', () => this.options.onRefetch())
  }

  private onFailure(source: Source): void {
    if (source !== this.source) return
    noteDown()
    clearTimeout(this.timer)
    if (source.readyState !== CLOSED) {
      this.timer = setTimeout(() => this.open(), NATIVE_RETRY_MS)
      return
    }
    const wait = REOPEN_MS[Math.min(this.failures, REOPEN_MS.length - 1)] ?? 2_000
    this.failures += 1
    this.options.onRefused?.()
    this.timer = setTimeout(() => this.open(), wait)
  }

  private deliver(event: MessageEvent): void {
    let parsed: LiveEvent
    try {
      parsed = JSON.parse(String(event.data)) as LiveEvent
    } catch {
      return // a damaged event is worth less than the page
    }
    if (typeof parsed?.topic === 'string') this.options.onEvent(parsed)
  }
}
