// Codes drawn by ourselves, so that the real camera process reads them: EAN-13 (GS1 General Specifications) and QR, as
// greyscale PNG (ISO/IEC 15948).
import { deflateSync } from 'node:zlib'
import qrcode from 'qrcode-generator'

const L = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011']
const PARITY = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL']
const flip = (bits) => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join('')
const R = L.map(flip)
const G = R.map((bits) => [...bits].reverse().join(''))

function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

export function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** `dark(x, y)` drawn as a greyscale PNG. */
function png(width, height, dark) {
  const rows = Buffer.alloc((width + 1) * height, 255)
  for (let y = 0; y < height; y += 1) {
    rows[y * (width + 1)] = 0
    for (let x = 0; x < width; x += 1) if (dark(x, y)) rows[y * (width + 1) + 1 + x] = 0
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

export function ean13Png(digits, module_px = 4) {
  const parity = PARITY[Number(digits[0])]
  const left = [...digits.slice(1, 7)].map((digit, at) => (parity[at] === 'L' ? L : G)[Number(digit)]).join('')
  const right = [...digits.slice(7)].map((digit) => R[Number(digit)]).join('')
  const bits = `101${left}01010${right}101`
  const quiet = 12
  return png((bits.length + 2 * quiet) * module_px, 260, (x, y) => y >= 30 && y < 230 && bits[Math.floor(x / module_px) - quiet] === '1')
}

/** In the densest mode that its text allows; text as UTF-8, a Buffer as it is. */
export function qrPng(content, { level = 'M', module_px = 10 } = {}) {
  const code = qrcode(0, level)
  const bytes = Buffer.from(content)
  qrcode.stringToBytes = () => [...bytes]
  const text = String(content)
  code.addData(text, /^\d+$/.test(text) ? 'Numeric' : /^[0-9A-Z $%*+./:-]+$/.test(text) ? 'Alphanumeric' : 'Byte')
  code.make()
  const count = code.getModuleCount()
  const quiet = 4
  const inside = (at) => at >= 0 && at < count
  return png((count + 2 * quiet) * module_px, (count + 2 * quiet) * module_px, (x, y) => {
    const [col, row] = [Math.floor(x / module_px) - quiet, Math.floor(y / module_px) - quiet]
    return inside(col) && inside(row) && code.isDark(row, col)
  })
}

/** The twelve digits with their check digit. */
export function withCheck(twelve) {
  const sum = [...twelve].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0)
  return twelve + ((10 - (sum % 10)) % 10)
}
