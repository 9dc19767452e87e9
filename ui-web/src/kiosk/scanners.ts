import { computed, reactive } from 'vue'
import type { Device } from '@/shared/api/box'

const WORKING = ['ready', 'busy', 'opening']

function isScanner(driver: string): boolean {
  return driver.startsWith('scan')
}

/** The scanners of this station. `lost`: there are some and none of them works. */
export function useScanners() {
  const states = reactive(new Map<string, string>())
  const lost = computed(() => states.size > 0 && [...states.values()].every((state) => !WORKING.includes(state)))

  /** One that works, for the picture of what it sees. */
  const camera = computed(() => [...states].find(([, state]) => WORKING.includes(state))?.[0] ?? null)

  function take(device: Device): void {
    if (!isScanner(device.driver) || device.state === 'disabled') states.delete(device.unit)
    else states.set(device.unit, device.state)
  }

  /** All devices of the station, as the box lists them. */
  function takeAll(devices: Device[]): void {
    states.clear()
    devices.forEach(take)
  }

  return { lost, camera, take, takeAll }
}
