import { describe, expect, it, vi } from 'vitest'
import type { Preview } from '@/shared/api/box'
import { outlineOf, pointsOf } from '@/shared/preview/outline'
import { watchCamera, type Sight, type Surroundings } from '@/shared/preview/watch'
import { exposureOf, finest, judgeCard, judgeFocus, judgeLight, judgeSize, judgeSpeed, percentOf } from '@/staff/camera/judge'
import { useScanners } from '@/kiosk/scanners'
import type { Device } from '@/shared/api/box'

const about: Preview = {
  width: 320, height: 180, hidden: false, flicker: false, fps: 30, focus: 61, mean: 120, dark_permille: 1, bright_permille: 2,
  codes: [], card: { looks: 0, any: 0, each: {} },
}

describe('the outline of a code', () => {
  it('stands round the bars of a code that was read along one line', () => {
    const box = outlineOf({ symbology: 'EAN13', corners: [[100, 90], [200, 90], [200, 92], [100, 92]] })!
    const ys = box.map(([, y]) => y)
    expect(Math.max(...ys) - Math.min(...ys)).toBeGreaterThan(25)
    expect(box[0]![0]).toBeLessThan(100)
    expect(box[0]![1]).toBeLessThan(box[3]![1]) // its top stays its top
  })

  it('lifts a slanted line along its own upright, whichever way it runs', () => {
    for (const turn of [0, 0.7, Math.PI / 2, 2.5, Math.PI, 4]) {
      const at = (along: number, down: number): [number, number] => [100 + along * Math.cos(turn) - down * Math.sin(turn), 100 + along * Math.sin(turn) + down * Math.cos(turn)]
      const box = outlineOf({ symbology: 'UPCA', corners: [at(-50, 0), at(50, 0), at(50, 0), at(-50, 0)] })!
      const wanted = [at(-53, -14.84), at(53, -14.84), at(53, 14.84), at(-53, 14.84)]
      box.forEach(([x, y], corner) => {
        expect(x).toBeCloseTo(wanted[corner]![0], 0)
        expect(y).toBeCloseTo(wanted[corner]![1], 0)
      })
    }
  })

  it('is the square of a QR code, a little larger', () => {
    expect(pointsOf({ symbology: 'QR', corners: [[0, 0], [100, 0], [100, 100], [0, 100]] })).toBe('-3.0,-3.0 103.0,-3.0 103.0,103.0 -3.0,103.0')
  })

  it('is nothing for corners that are none', () => {
    for (const corners of [[], [[1, 2]], [[1, 2], [3, 4], [5, 6], [7]], [[1, 2], [3, 4], [5, 6], [7, NaN]]])
      expect(pointsOf({ symbology: 'EAN13', corners })).toBe('')
    expect(outlineOf({ symbology: 'EAN13', corners: [[5, 5], [5, 5], [5, 5], [5, 5]] })).toHaveLength(4)
  })
})

describe('looking through a camera', () => {
  const picture = (tag: string) => new Response(new Blob(['jpeg']), { status: 200, headers: { ETag: tag, 'X-Outpost-Preview': JSON.stringify(about) } })
  const problem = (status: number) => new Response('{}', { status })

  function watched(answers: Array<Response | Error>, hidden = () => false) {
    const asked: Array<[string, string]> = []
    const seen: string[] = []
    let stop = () => {}
    let turns = 0
    const done = new Promise<void>((resolve) => {
      const around: Surroundings = {
        hidden,
        pause: async () => {
          if (++turns > 60) stop()
          if (!answers.length) {
            stop()
            resolve()
          }
        },
        fetch: async (input, init) => {
          asked.push([String(input), (init?.headers as Record<string, string>)['If-None-Match'] ?? ''])
          const next = answers.shift()
          if (!answers.length) setTimeout(resolve)
          if (next instanceof Error) throw next
          return next ?? problem(500)
        },
      }
      stop = watchCamera({ unit: 'cam1', width: 320, onPicture: () => seen.push('picture'), onSight: (sight: Sight) => seen.push(sight) }, around)
    })
    return { asked, seen, done, stop }
  }

  it('shows each picture once, with its outline', async () => {
    const run = watched([new Response(null, { status: 204 }), picture('"1"'), new Response(null, { status: 304 }), picture('"2"'), problem(409)])
    await run.done
    expect(run.seen).toEqual(['waiting', 'picture', 'live', 'picture', 'away'])
    expect(run.asked[0]).toEqual(['/api/v1/devices/cam1/preview?width=320', ''])
    expect(run.asked.map(([, tag]) => tag)).toEqual(['', '', '"1"', '"1"', '"2"'])
  })

  it('stays where it is while one picture is late, and says so when none comes', async () => {
    const none = () => new Response(null, { status: 204 })
    const late = watched([picture('"1"'), none(), none(), picture('"2"')])
    await late.done
    expect(late.seen).toEqual(['waiting', 'picture', 'live', 'picture'])
    const gone = watched([picture('"1"'), ...Array.from({ length: 9 }, none)])
    await gone.done
    expect(gone.seen).toEqual(['waiting', 'picture', 'live', 'waiting'])
  })

  it('goes on after a box that was away, and gives up where it may not look', async () => {
    const run = watched([new Error('away'), picture('"1"')])
    await run.done
    expect(run.seen).toEqual(['waiting', 'away', 'picture', 'live'])
    const refused = watched([problem(403), picture('"1"')])
    await new Promise((resolve) => setTimeout(resolve, 20))
    refused.stop()
    expect(refused.seen).toEqual(['waiting', 'away'])
    expect(refused.asked).toHaveLength(1)
  })

  it('does not look while the page is hidden, nor after it was stopped', async () => {
    const run = watched([picture('"1"')], () => true)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(run.asked).toHaveLength(0)
    const fetch = vi.fn()
    watchCamera({ unit: 'c', width: 320, onPicture: vi.fn(), onSight: vi.fn() }, { hidden: () => true, pause: () => new Promise(() => {}), fetch })()
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe('figures in words', () => {
  it('says how sharp a picture is', () => {
    expect([undefined, 80, 50, 40, 30, 10].map((focus) => judgeFocus(focus).word)).toEqual(['nothing', 'sharp', 'sharp', 'soft', 'soft', 'blurred'])
  })

  it('says how large the finest code is: good from 2 pixels a module', () => {
    const code = (px_milli?: number) => ({ symbology: 'EAN13', corners: [], shown: true, px_milli })
    expect(finest([])).toBeNull()
    expect(finest([code()])).toBeNull()
    expect(finest([code(3100), code(), code(1900)])).toBe(1.9)
    expect(judgeSize(finest([code(1980)])).word).toBe('good')
    expect([null, 3, 2, 1.9, 1.2, 1.1].map((px) => judgeSize(px).word)).toEqual(['nothing', 'good', 'good', 'weak', 'weak', 'far'])
  })

  it('says what is wrong with the light, the worst first', () => {
    const word = (more: Partial<Preview>) => judgeLight({ ...about, ...more }).word
    expect(word({})).toBe('good')
    expect(word({ mean: 20 })).toBe('dark')
    expect(word({ dark_permille: 500 })).toBe('dark')
    expect(word({ mean: 240, bright_permille: 700 })).toBe('bright')
    expect(word({ bright_permille: 100, flicker: true })).toBe('glare')
    expect(word({ flicker: true })).toBe('flicker')
  })

  it('tells the exposure of a camera that says it, and no time that is not its own', () => {
    expect(exposureOf(undefined)).toBeNull()
    expect(exposureOf({ auto: true })).toEqual({ word: 'auto' })
    expect(exposureOf({ auto: false, us: 4_000 })).toEqual({ word: 'fixed', ms: 4 })
    expect(exposureOf({ auto: false, us: 260 })).toEqual({ word: 'fixed', ms: 0.3 })
    expect(exposureOf({ auto: false })).toBeNull()
  })

  it('says how fast it is and how often the card is read', () => {
    expect([0, 8, 30].map((fps) => judgeSpeed(fps).word)).toEqual(['still', 'slow', 'good'])
    const card = (any: number, looks = 50) => judgeCard({ any, looks, each: {} }).word
    expect([card(0), card(5, 5), card(50), card(40), card(10)]).toEqual(['nothing', 'nothing', 'good', 'weak', 'bad'])
    expect(percentOf(1, 3)).toBe(33)
    expect(percentOf(0, 0)).toBe(0)
  })
})

describe('the camera of a kiosk', () => {
  it('is one that works', () => {
    const scanners = useScanners()
    const device = (unit: string, state: Device['state']) => ({ unit, state, driver: 'scan_camera' }) as Device
    expect(scanners.camera.value).toBeNull()
    scanners.takeAll([device('cam1', 'absent'), device('cam2', 'ready')])
    expect(scanners.camera.value).toBe('cam2')
    scanners.take(device('cam2', 'stale'))
    expect(scanners.camera.value).toBeNull()
  })
})

describe('the outline of bars in their picture', () => {
  const [width, height] = [200, 120]
  /** Bars from (40, 30) to (160, 70), and words below them. */
  function drawn(turned = false) {
    const grey = new Uint8Array(width * height).fill(230)
    const dark = (x: number, y: number) => (x >= 40 && x < 160 && y >= 30 && y < 70 && Math.floor((x * 7) / 11) % 3 === 0) || (y > 76 && y < 84 && x > 60 && x < 140 && (x * y) % 5 === 0)
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) if (dark(x, y)) grey[y * width + x] = 30
    if (!turned) return { width, height, grey }
    const side = new Uint8Array(width * height)
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) side[x * height + y] = grey[y * width + x]!
    return { width: height, height: width, grey: side }
  }

  it('reaches from the first to the last pixel of the bars, wherever the line was read', () => {
    for (const y of [32, 50, 68]) {
      const box = outlineOf({ symbology: 'EAN13', corners: [[40, y], [160, y], [160, y], [40, y]] }, drawn())!
      const ys = box.map(([, at]) => at)
      expect(Math.abs(Math.min(...ys) - 30)).toBeLessThan(5)
      expect(Math.abs(Math.max(...ys) - 70)).toBeLessThan(5)
    }
  })

  it('does so for a code that stands on its side', () => {
    const box = outlineOf({ symbology: 'EAN13', corners: [[34, 40], [34, 160], [34, 160], [34, 40]] }, drawn(true))!
    const xs = box.map(([at]) => at)
    expect(Math.abs(Math.min(...xs) - 30)).toBeLessThan(5)
    expect(Math.abs(Math.max(...xs) - 70)).toBeLessThan(5)
  })

  it('is a guess where there are no bars, and never leaves the picture for ever', () => {
    const flat = { width, height, grey: new Uint8Array(width * height).fill(99) }
    const box = outlineOf({ symbology: 'EAN13', corners: [[40, 50], [160, 50], [160, 50], [40, 50]] }, flat)!
    const ys = box.map(([, at]) => at)
    expect(Math.max(...ys) - Math.min(...ys)).toBeCloseTo(120 * 0.28 * 1.06, 0)
    expect(outlineOf({ symbology: 'EAN13', corners: [[-300, -50], [900, 50], [900, 50], [-300, -50]] }, drawn())).toHaveLength(4)
  })
})
