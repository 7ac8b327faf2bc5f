// SIGTERM in the middle of two HTTP/2 streams: GOAWAY comes, both end well, then the connection does.
import { readFileSync } from 'node:fs'
import { connect } from 'node:http2'
import { TLS, checks, within } from '../checks.mjs'

const { PLAIN, SECURE, FRONT } = process.env
const { same, run } = checks('drain', `http2 of Node ${process.version}`)

async function draining () {
  const open = {
    h2c: connect(`http://${PLAIN}`),
    h2: connect(`https://127.0.0.1:${SECURE.split(':')[1]}`, { ca: readFileSync(`${TLS}/ca.crt`), servername: 'one.test' })
  }
  const under = Object.entries(open).map(([name, client]) => {
    const state = { name, text: '', goaway: [] }
    client.on('error', (error) => { state.error = String(error) })
    client.on('goaway', (code) => state.goaway.push(code))
    state.closed = new Promise((resolve) => client.on('close', resolve))
    const stream = client.request({ ':path': `/slow/drain-${name}` })
    state.begun = new Promise((resolve) => stream.once('data', resolve))
    stream.on('data', (chunk) => { state.text += chunk })
    state.ended = new Promise((resolve) => stream.on('close', () => resolve(stream.rstCode)))
    return state
  })
  await Promise.all(under.map(({ begun }) => begun))
  process.kill(Number(FRONT), 'SIGTERM')
  for (const state of under) {
    const code = await within(20_000, state.name, state.ended)
    same(`${state.name}: what is under way ends well`, [0, 'line 0\nline 1\nline 2\nline 3\nline 4\n'], [code, state.text])
    await within(20_000, `${state.name} closing`, state.closed)
    same(`${state.name}: GOAWAY said it, without an error`, [true, []], [state.goaway.length > 0, state.goaway.filter(Boolean)])
    same(`${state.name}: then the connection ends`, undefined, state.error)
  }
}

await run(draining)
process.exit(0)
