// An adapter on TCP with a car behind it that says its codes and live values but not who it is, as many older cars do: the
// simulated cars of the product all have a number.
import { createServer } from 'node:net'

const hex = (text) => text.match(/../g) ?? []
// Which live values it has: 01 (lamp, one code, all self-tests done), 0C (engine stands), 0D.
const LIVE = { '00': '80180000', '01': '81000000', '0C': '0000', '0D': '00' }
const ADAPTER = { ATI: 'ELM327 v1.5', ATDPN: 'A6', ATDP: 'AUTO, ISO 15765-4 (CAN 11/500)', ATRV: '12.4V' }

function payloadOf(request) {
  const [service, ...rest] = hex(request)
  if (service === '03') return ['43', '01', ...hex('0171')]
  if (service === '07') return ['47', '00']
  if (service !== '01') return null
  const known = rest.filter((pid) => pid in LIVE)
  return known.length ? ['41', ...known.flatMap((pid) => [pid, ...hex(LIVE[pid])])] : null
}

/** CAN frames of 8 bytes with ISO-TP heads, as an adapter with headers on prints them. */
function linesOf(payload) {
  const byte = (number) => number.toString(16).toUpperCase().padStart(2, '0')
  const line = (bytes) => `7E8${bytes.join('').padEnd(16, '0')}`
  if (payload.length <= 7) return [line([byte(payload.length), ...payload])]
  const lines = [line(['10', byte(payload.length), ...payload.slice(0, 6)])]
  for (let at = 6, n = 1; at < payload.length; at += 7, n += 1) lines.push(line([byte(0x20 + (n % 16)), ...payload.slice(at, at + 7)]))
  return lines
}

function answer(command) {
  if (command in ADAPTER) return [ADAPTER[command]]
  if (command === 'ATWS' || command === 'ATZ' || command === 'ATD') return [command === 'ATD' ? 'OK' : ADAPTER.ATI]
  if (command.startsWith('AT')) return ['OK']
  if (command.startsWith('ST')) return ['?']
  const even = command.length % 2 ? command.slice(0, -1) : command // a last digit says how many answers to wait for
  const payload = payloadOf(even)
  return payload ? linesOf(payload) : ['NO DATA']
}

/** Listens; its port. */
export async function quietCar() {
  const server = createServer((socket) => {
    let echo = true
    let typed = ''
    socket.setEncoding('latin1')
    socket.on('error', () => undefined)
    socket.on('data', (text) => {
      for (const sign of text) {
        if (sign !== '\r') {
          typed += sign
          continue
        }
        const command = typed.replace(/[\s\0]/g, '').toUpperCase()
        const said = echo ? `${typed}\r` : ''
        typed = ''
        if (command === 'ATE0') echo = false
        if (['ATZ', 'ATWS', 'ATD'].includes(command)) echo = true
        socket.write(`${said}${answer(command).join('\r')}\r\r>`)
      }
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, close: () => server.close() }
}
