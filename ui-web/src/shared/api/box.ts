import { get, send, type CallOptions } from './client'
import type * as A from './schema.gen'

export type * from './schema.gen'

type Query = Record<string, string | number | undefined | null>

function query(values: Query): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')
  return text ? `?${text}` : ''
}

const id = encodeURIComponent

/** The calls of the box, one line each; see edge/http/openapi.json for what they promise. */
export const box = {
  setup: () => get<A.Setup>('/setup'),
  setUp: (body: A.SetupRequest) => send<A.Enrolled>('POST', '/setup', body),
  signIn: (password: string) => send<A.Enrolled>('POST', '/sessions', { password }),
  signOut: () => send<void>('DELETE', '/sessions'),
  enrol: (code: string) => send<A.Enrolled>('POST', '/enrolments', { code }),
  session: () => get<A.Session>('/session'),
  terminals: () => get<A.TerminalList>('/terminals'),
  addTerminal: (body: A.TerminalRequest) => send<A.TerminalCode>('POST', '/terminals', body),
  removeTerminal: (terminal: string) => send<void>('DELETE', `/terminals/${id(terminal)}`),

  products: (q: string, limit = 24, after?: string | null) => get<A.ProductList>(`/products${query({ q, limit, after })}`),
  productByCode: (code: string) => get<A.ProductOfCode>(`/products/by-code/${id(code)}`),

  currentCart: async () => (await get<A.Cart | undefined>('/carts/current')) ?? null,
  openCart: (body: A.OpenCartRequest = {}, options?: CallOptions) => send<A.Cart>('POST', '/carts', body, options),
  abandonCart: (cart: string) => send<A.Cart>('DELETE', `/carts/${id(cart)}`),
  addLine: (cart: string, body: A.AddLineRequest, options?: CallOptions) =>
    send<A.Cart>('POST', `/carts/${id(cart)}/lines`, body, options),
  setQuantity: (cart: string, line: string, quantity_milli: number) =>
    send<A.Cart>('PATCH', `/carts/${id(cart)}/lines/${id(line)}`, { quantity_milli }),
  removeLine: (cart: string, line: string) => send<A.Cart>('DELETE', `/carts/${id(cart)}/lines/${id(line)}`),
  quote: (cart: string, options?: CallOptions) => send<A.Quote>('POST', `/carts/${id(cart)}/quote`, {}, options),

  placeOrder: (quote_id: string, options?: CallOptions) => send<A.Order>('POST', '/orders', { quote_id }, options),
  order: (order: string) => get<A.Order>(`/orders/${id(order)}`),
  orders: (filter: Query) => get<A.OrderList>(`/orders${query(filter)}`),
  showOrder: (order: string) => send<A.Order>('POST', `/orders/${id(order)}/show`, {}),
  leaveOrder: (order: string) => send<A.Order>('POST', `/orders/${id(order)}/leave`, {}),
  cancelOrder: (order: string) => send<A.Order>('POST', `/orders/${id(order)}/cancel`, {}),
  pay: (order: string, body: A.PayRequest, options?: CallOptions) =>
    send<A.PaymentResult>('POST', `/orders/${id(order)}/payments`, body, options),
  payment: (order: string, payment: string) => get<A.PaymentResult>(`/orders/${id(order)}/payments/${id(payment)}`),
  receipt: (order: string) => get<A.Receipt>(`/orders/${id(order)}/receipt`),
  printReceipt: (order: string) => send<A.Command>('POST', `/orders/${id(order)}/receipt/print`, {}),
  command: (command: string) => get<A.Command>(`/commands/${id(command)}`),

  devices: () => get<A.DeviceList>('/devices'),
  shelves: () => get<A.ShelfList>('/shelves'),
  bays: () => get<A.BayList>('/bays'),
  makeReport: (unit: string) => send<A.Command>('POST', `/bays/${id(unit)}/report`, {}),
  startLive: (unit: string, body: A.LiveRequest = {}) => send<A.Command>('POST', `/bays/${id(unit)}/live`, body),
  stopBay: (unit: string) => send<A.Command>('POST', `/bays/${id(unit)}/stop`, {}),
  reports: (limit = 20, after?: string | null) => get<A.ReportList>(`/reports${query({ limit, after })}`),
  report: (report: string) => get<A.Report>(`/reports/${id(report)}`),

  sync: () => get<A.Sync>('/sync'),
  today: () => get<A.Today>('/today'),
  alarms: () => get<A.AlarmList>('/alarms'),
  clearAlarm: (alarm: string) => send<A.Alarm>('POST', `/alarms/${id(alarm)}/clear`, {}),
}
