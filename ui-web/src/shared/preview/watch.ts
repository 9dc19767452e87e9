import type { Preview } from '@/shared/api/box'

export type Sight = 'waiting' | 'live' | 'away'

export interface Watching {
  unit: string
  width: number
  /** A picture and what is in it; both belong together. */
  onPicture: (picture: Blob, about: Preview) => void
  onSight: (sight: Sight) => void
}

export interface Surroundings {
  fetch: typeof fetch
  hidden: () => boolean
  pause: (ms: number) => Promise<void>
}

const PACE_MS = 110 // a camera sends eight a second while somebody looks
const NOTHING_MS = 250
const AWAY_MS = 1_000
const LOST_AFTER = 8 // answers without a picture: two seconds
const ANSWER_WITHIN_MS = 4_000

/** What this page lives in. A page that nobody sees does not look: the camera rests then. */
export function pageSurroundings(): Surroundings {
  return {
    fetch: (input, init) => fetch(input, init),
    hidden: () => document.hidden,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}

interface Turn {
  sight: Sight | null
  tag: string
  pause_ms: number
  over: boolean
}

async function look(watching: Watching, tag: string, around: Surroundings, signal: AbortSignal): Promise<Turn> {
  const url = `/api/v1/devices/${encodeURIComponent(watching.unit)}/preview?width=${watching.width}`
  const response = await around.fetch(url, { headers: tag ? { 'If-None-Match': tag } : {}, credentials: 'same-origin', cache: 'no-store', signal })
  const about = response.headers.get('X-Outpost-Preview')
  if (response.status === 200 && about) {
    const picture = await response.blob()
    watching.onPicture(picture, JSON.parse(about) as Preview)
    return { sight: 'live', tag: response.headers.get('ETag') ?? '', pause_ms: PACE_MS, over: false }
  }
  if (response.status === 304) return { sight: null, tag, pause_ms: PACE_MS, over: false }
  if (response.status === 204) return { sight: 'waiting', tag: '', pause_ms: NOTHING_MS, over: false }
  const never = [400, 401, 403, 404].includes(response.status) // asking again changes nothing
  return { sight: 'away', tag: '', pause_ms: AWAY_MS, over: never }
}

/** Looks through a camera until the returned function is called. */
export function watchCamera(watching: Watching, around: Surroundings = pageSurroundings()): () => void {
  const stop = new AbortController()
  let sight: Sight | null = null
  let without = 0

  function tell(next: Sight): void {
    if (next === sight || stop.signal.aborted) return
    sight = next
    watching.onSight(next)
  }

  async function one(tag: string): Promise<Turn> {
    const late = new AbortController()
    const end = () => late.abort()
    const timer = setTimeout(end, ANSWER_WITHIN_MS)
    stop.signal.addEventListener('abort', end)
    try {
      return await look(watching, tag, around, late.signal)
    } catch {
      return { sight: 'away', tag: '', pause_ms: AWAY_MS, over: false }
    } finally {
      clearTimeout(timer)
      stop.signal.removeEventListener('abort', end)
    }
  }

  async function run(): Promise<void> {
    let tag = ''
    tell('waiting')
    while (!stop.signal.aborted) {
      if (around.hidden()) {
        await around.pause(NOTHING_MS)
        continue
      }
      const turn = await one(tag)
      tag = turn.tag
      without = turn.sight === 'waiting' ? without + 1 : 0
      // A picture may stay out for a moment; what is on the screen stands until that is no moment any more.
      if (turn.sight !== null && !(turn.sight === 'waiting' && sight === 'live' && without < LOST_AFTER)) tell(turn.sight)
      if (turn.over) return
      await around.pause(turn.pause_ms)
    }
  }

  void run()
  return () => stop.abort()
}
