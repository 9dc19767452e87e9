// What the box says of bays, cars and reports against its own document: every field is named there and of its type.
import { readFileSync } from 'node:fs'
import { check, same, steps } from './lib.mjs'
import { putCar } from './bay_lib.mjs'
import { until } from './product.mjs'

const DOCUMENT = JSON.parse(readFileSync(new URL('../../edge/http/openapi.json', import.meta.url), 'utf8'))
const CARS = ['petrol-2014', 'diesel-2016', 'ev-2022']
const LISTEN_MS = 1_500

const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value)
const schemaOf = (name) => ({ $ref: `#/components/schemas/${name}` })

function resolve(schema) {
  if (schema.$ref) {
    const named = DOCUMENT.components.schemas[schema.$ref.split('/').at(-1)]
    check(named, `the document has ${schema.$ref}`)
    return resolve(named)
  }
  if (!schema.allOf) return schema
  const parts = schema.allOf.map(resolve)
  return { type: 'object', properties: Object.assign({}, ...parts.map((part) => part.properties)), required: parts.flatMap((part) => part.required ?? []) }
}

/** What is said and not in the document, or otherwise there; `seen` counts the places that were looked at. */
function faults(value, given, at, seen) {
  const schema = resolve(given)
  if (schema.oneOf) {
    const tries = schema.oneOf.map((one) => faults(value, one, at, new Set()))
    return tries.some((found) => !found.length) ? [] : tries.sort((a, b) => a.length - b.length)[0]
  }
  if (schema.const !== undefined) return value === schema.const ? [] : [`${at}: ${value}`]
  const type = typeOf(value)
  const types = [schema.type ?? type].flat()
  if (!types.includes(type) && !(type === 'integer' && types.includes('number'))) return [`${at}: ${type}, not ${types}`]
  seen.add(at.replace(/\[\d+\]/g, '[]'))
  if (schema.enum && !schema.enum.includes(value)) return [`${at}: ${value} is none of ${schema.enum}`]
  if (type === 'array') return value.flatMap((item, n) => faults(item, schema.items ?? {}, `${at}[${n}]`, seen))
  if (type !== 'object' || !schema.properties || schema.additionalProperties) return []
  const lacking = (schema.required ?? []).filter((key) => !(key in value)).map((key) => `${at}.${key} is not there`)
  return lacking.concat(Object.entries(value).flatMap(([key, item]) => (schema.properties[key] ? faults(item, schema.properties[key], `${at}.${key}`, seen) : [`${at}.${key} is in no document`])))
}

/** All events of bays within a while. */
async function events(product) {
  const stop = new AbortController()
  const answer = await fetch(`${product.edge}/api/v1/events?topics=bay`, { headers: { Authorization: `Bearer ${product.ownerToken}` }, signal: stop.signal })
  let text = ''
  setTimeout(() => stop.abort(), LISTEN_MS)
  try {
    for await (const part of answer.body) text += Buffer.from(part).toString('utf8')
  } catch {
    // the time is over
  }
  return [...text.matchAll(/^data: (\{.*\})$/gm)].map((match) => JSON.parse(match[1]))
}

export async function bayContract({ product }) {
  const step = steps()
  for (const car of CARS)
    await step(`bay: the document names all that is said of ${car}`, async () => {
      await putCar(product, `sim:elm327?car=${car}`, (bay) => bay.phase === 'ready' && bay.vin && bay.state === 'ready')
      const began = (await product.call('POST', '/bays/bay1/report', {})).id
      const said = await events(product)
      const report = await until('the report', () => product.call('GET', `/reports/${began}`))
      const bays = await product.call('GET', '/bays')
      const seen = new Set()
      const found = [
        ...faults(bays, schemaOf('BayList'), 'bays', seen),
        ...faults(report, schemaOf('Report'), 'report', seen),
        ...said.flatMap((event, n) => faults(event, schemaOf('LiveEvent'), `event[${n}]`, seen)),
        ...report.report.codes.flatMap((code, n) => faults(code, schemaOf('TroubleCode'), `code[${n}]`, seen)),
        ...report.report.readiness.flatMap((unit, n) => [...unit.monitors, ...(unit.this_cycle ?? [])].flatMap((one) => faults(one, schemaOf('Monitor'), `monitor[${n}]`, seen))),
        ...[...report.report.live, ...report.report.freeze_frames.flatMap((frame) => frame.values), ...report.report.in_use.flatMap((part) => part.values)].flatMap((one, n) => faults(one, schemaOf('LiveValue'), `value[${n}]`, seen)),
      ]
      same([...new Set(found.map((words) => words.replace(/\[\d+\]/g, '[]')))], [], 'differs from the document')
      for (const place of ['bays.items[].phase', 'report.report', 'value[].label_zh']) check(seen.has(place), `${place} was looked at`)
      check(said.length > 0, 'events came')
    })
}
