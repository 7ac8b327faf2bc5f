// What the checks in Node share: where to ask, PASS and FAIL lines, the transcript.
import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'

export const { BACKEND, OUT, TLS } = process.env
export const CACHE = process.env.CACHE === 'yes'
const started = Date.now()

export const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** The check functions of one client, whose transcript begins with this line. */
export function checks (client, version) {
  const transcript = `${OUT}/${client}.txt`
  writeFileSync(transcript, `${version}\n`)
  const note = (line) =>
    appendFileSync(transcript, `${((Date.now() - started) / 1000).toFixed(3).padStart(8)} ${line}\n`)
  const check = (name, right, got = '') => {
    const line = right ? `PASS ${client}: ${name}` : `FAIL ${client}: ${name}: got ${JSON.stringify(got)?.slice(0, 1000)}`
    note(line)
    console.log(line)
  }
  const same = (name, wanted, got) => check(name, JSON.stringify(wanted) === JSON.stringify(got), got)
  /** Runs the scenarios in turn; what one throws, or that it takes too long, is its failure, and the next one goes on. */
  const run = async (...scenarios) => {
    for (const scenario of scenarios) {
      await within(60_000, scenario.name, scenario()).catch((failure) => check(scenario.name, false, String(failure.stack)))
    }
  }
  return { note, check, same, run }
}

/** Settles as the promise does, or fails after so many milliseconds. */
export function within (millis, what, promise) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${millis} ms`)), millis)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis))
