import type { BayClear, Command } from '@/shared/api/box'
import { CALL_ROLES } from '@/shared/api/schema.gen'
import { send } from '@/shared/api/client'
import type { CallName } from '@/shared/session'
import { ts } from '@/shared/texts'
import { reasonWord } from '../texts'
import { t, wordOf } from './texts'

export const SNAPSHOT_MINUTES = 30

// Erasing is an operation that a box may or may not have: without it nothing of it is shown.
const OPERATION = 'clearCodes'

export function clearCall(roles: Record<string, unknown> = CALL_ROLES): CallName | null {
  return OPERATION in roles ? (OPERATION as CallName) : null
}

/** What must be there before codes may be erased. */
export interface Snapshot {
  at: string
  partial: boolean
  vin: string | null
  cleared: readonly Pick<BayClear, 'result' | 'reason'>[]
}

/** Why the codes cannot be erased now: a name of the dictionary's group `clear_not`; "" when they can. */
export function whyNotClear(person: string | null, vin: string | null, snapshot: Snapshot | null, now_ms: number): '' | 'nobody' | 'no_car' | 'no_report' | 'partial' | 'old' | 'already' {
  if (!person) return 'nobody'
  if (!vin) return 'no_car'
  if (!snapshot || snapshot.vin !== vin) return 'no_report'
  if (snapshot.partial) return 'partial'
  if (snapshot.cleared.some((clear) => clear.result !== 'failed' || clear.reason === 'lost')) return 'already'
  return now_ms - Date.parse(snapshot.at) <= SNAPSHOT_MINUTES * 60_000 ? '' : 'old'
}

export function clearCodes(unit: string, report_id: string, key: string): Promise<Command> {
  return send<Command>('POST', `/bays/${encodeURIComponent(unit)}/clear`, { report_id }, { key })
}

// The line broke or a program ended while the car was at it: nobody knows how far it came.
const IN_DOUBT = new Set(['lost', 'device-restarted', 'restarted', 'no-outcome'])

/** Whether a command that has not succeeded may have erased something even so. */
export function isInDoubt(command: Pick<Command, 'state' | 'reason'>): boolean {
  return command.state !== 'failed' || IN_DOUBT.has(command.reason)
}

/** The reason of a command that did not erase, in words. */
export function clearWord(reason: string): string {
  return wordOf(`clear_why.${reason}`, reasonWord(reason)) || t('bay.no_reason')
}

/** Who did it, or would do it, as people say it: the owner signs in without a name. */
export function personWord(name: string, role: string | undefined): string {
  return name === 'owner' && role === 'owner' ? ts('role.owner') : name
}
