import { ref } from 'vue'
import { box, type Command } from '@/shared/api/box'

const LOOK_MS = 400
const LOOKS = 25

/** Sends a receipt, or what `ask` sends, to a printer and follows the paper: "printed" is said when the printer has said so. */
export function usePrint(ask: (what: string) => Promise<Command> = (order) => box.printReceipt(order)) {
  const state = ref<'idle' | 'running' | 'done' | 'failed'>('idle')

  async function print(what: string): Promise<void> {
    if (state.value === 'running') return
    state.value = 'running'
    try {
      let command = await ask(what)
      for (let look = 0; look < LOOKS && (command.state === 'queued' || command.state === 'sent'); look += 1) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
        command = await box.command(command.id)
      }
      state.value = command.state === 'done' ? 'done' : 'failed'
    } catch {
      state.value = 'failed'
    }
  }

  return { state, print }
}
