import { shallowRef, watch } from 'vue'
import { box, type BayClear, type ReportSummary } from '@/shared/api/box'
import type { ReportBody } from './report'

/** A report of the car that stands in the bay. */
export interface CarReport {
  id: string
  at: string
  vin: string | null
  body: ReportBody
  /** Erasings after it, oldest first. */
  cleared: BayClear[]
}

/** The newest of the listed reports that is of this car; it says what else the car can tell. */
export function useCarReport(vin: () => string | null, listed: () => readonly ReportSummary[] | null) {
  const report = shallowRef<CarReport | null>(null)
  let turn = 0

  async function fetch(id: string | undefined): Promise<void> {
    const mine = ++turn
    if (id === undefined) report.value = null
    if (id === undefined || id === report.value?.id) return
    const answer = await box.report(id).catch(() => null)
    if (mine === turn && answer) report.value = { id, at: answer.at, vin: answer.vin, body: answer.report as ReportBody, cleared: answer.cleared ?? [] }
  }

  watch(
    () => {
      const now = vin()
      return now ? listed()?.find((item) => item.vin === now)?.id : undefined
    },
    (id) => void fetch(id),
    { immediate: true },
  )
  /** An erasing after this report has begun, or has ended. */
  function takeClear(clear: BayClear): void {
    const found = report.value
    if (found?.id === clear.snapshot) report.value = { ...found, cleared: [...found.cleared.filter((item) => item.id !== clear.id), clear] }
  }
  return { report, takeClear }
}
