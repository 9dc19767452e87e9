import { box, type Command } from '@/shared/api/box'
import { NAMELESS } from './car'
import { followCommand } from './command'

const LOOK_MS = 1_000

/** While the box is away nobody knows better. */
async function isUnderWay(unit: string, report: string): Promise<boolean> {
  const bays = await box.bays().catch(() => null)
  return bays === null || bays.items.some((bay) => bay.unit === unit && bay.session?.report_id === report)
}

/**
 * Follows a report to its end: the command that asked for it, and when the bay's program or the box died over it, whoever
 * goes on with it. The report has the id of that command.
 */
export async function followReport(command: Command, alive: () => boolean): Promise<Command> {
  const last = await followCommand(command, alive)
  while (alive() && last.state === 'unknown' && (await isUnderWay(last.unit, last.id))) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  return last
}

export interface Made {
  id: string
  /** Of which car; see carOf(). */
  car: string
  partial: boolean
}

/** What came out of it; null when there is no report. */
export async function madeBy(command: Command): Promise<Made | null> {
  const answer = await box.report(command.id).catch(() => null)
  return answer && { id: answer.id, car: answer.vin ?? NAMELESS, partial: answer.report.partial === true }
}
