import { labelOf, type Reading } from './gauges'

export const PIDS_MOST = 24

/** One identifier that can be asked for, and the values that it brings. */
export interface Offer {
  pid: string
  names: string[]
}

const ASKABLE = /^[0-9A-F]{2}$/ // the box takes identifiers of service 01 only

/** What the car can tell live, as its last report and the running values show; by identifier. */
export function offersOf(readings: readonly Reading[]): Offer[] {
  const found = new Map<string, Set<string>>()
  for (const reading of readings) {
    const pid = reading.pid.toUpperCase()
    if (!ASKABLE.test(pid)) continue
    found.set(pid, (found.get(pid) ?? new Set<string>()).add(labelOf(reading)))
  }
  return [...found].map(([pid, names]) => ({ pid, names: [...names] })).sort((a, b) => a.pid.localeCompare(b.pid))
}
