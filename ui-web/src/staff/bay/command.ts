import { box, type Command } from '@/shared/api/box'

const ASK_MS = 400

/** Asks after a command until it has ended, or until nobody waits for it any more. */
export async function followCommand(command: Command, alive: () => boolean): Promise<Command> {
  let last = command
  while ((last.state === 'queued' || last.state === 'sent') && alive()) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
    last = await box.command(last.id).catch(() => last)
  }
  return last
}
