// What HTTP/2 has of its own, between Node's client and Node's server: trailers, refused streams, GOAWAY, resets, both ways at once.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:http2'
import { CACHE, checks, digest, pause, within } from '../checks.mjs'

const { PLAIN } = process.env
const { check, same, run } = checks('node-upstream', `http2 of Node ${process.version}`)

function ask (client, host, path, fields = {}, body = undefined) {
  const stream = client.request({ ':path': path, ':authority': `${host}.test`, ...fields }, { endStream: body === undefined })
  const answer = { text: '', interim: [] }
  return within(30_000, path, new Promise((resolve) => {
    stream.on('headers', (headers) => answer.interim.push(headers[':status']))
    stream.on('response', (headers) => Object.assign(answer, { status: headers[':status'], headers }))
    stream.on('trailers', (trailers) => { answer.trailers = trailers })
    stream.on('data', (chunk) => { answer.text += chunk })
    stream.on('error', (error) => { answer.error = String(error) })
    stream.on('close', () => resolve(answer))
    if (body !== undefined) stream.end(body)
  }))
}

async function holding (client, host, name) {
  const held = client.request({ ':path': `/many/${name}-held`, ':authority': `${host}.test` })
  held.on('response', () => {})
  held.pause()
  await pause(500)
  const beside = await Promise.all(Array.from({ length: 10 }, () => ask(client, host, `/seen/${name}`)))
  same(`${host}: others go on beside one that is not read`, Array(10).fill(200),
    beside.map(({ status, error }) => status ?? error))
  let read = 0
  held.on('data', (chunk) => { read += chunk.length })
  held.resume()
  await within(20_000, 'the held one', new Promise((resolve) => held.on('end', resolve)))
  same(`${host}: and it arrives whole`, 10488000, read)
}

const behind = (host) => async function () {
  const client = connect(`http://${PLAIN}`)
  client.on('error', (error) => check(`${host}: the client's connection`, false, String(error)))
  const name = `of-${host}`
  const trailed = await ask(client, host, `/trailers/${name}`, { te: 'trailers' })
  same(`${host}: trailers`, digest(trailed.text), trailed.trailers?.['x-digest'])
  const bare = await ask(client, host, `/bare/${name}`, { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' }, '')
  same(`${host}: an answer that is one field section`, [200, '5', ''], [bare.status, bare.headers?.['grpc-status'], bare.text])
  const hinted = await ask(client, host, `/hints/${name}`)
  same(`${host}: 103 before 200`, [[103], 200], [hinted.interim, hinted.status])
  const early = await ask(client, host, `/early/${name}`, { ':method': 'POST' }, randomBytes(4 << 20))
  same(`${host}: an answer before the request's end`, [413, 'too much\n'], [early.status, early.text])
  if (CACHE) {
    const refused = await ask(client, host, `/refused/${name}`)
    same(`${host}: a refused stream is asked again`, [200, 'answer 2\n'], [refused.status, refused.text])
    const posted = await ask(client, host, `/refused/${name}-post`, { ':method': 'POST' })
    same(`${host}: a refused POST too, as nothing was done`, [200, 'answer 2\n'], [posted.status, posted.text])
    const reset = await ask(client, host, `/reset/${name}`)
    same(`${host}: a reset in place of an answer is 502`, 502, reset.status)
    const destroyed = await ask(client, host, `/destroyed/${name}`, { ':method': 'POST' })
    same(`${host}: a connection that dies is 502 for a POST`, 502, destroyed.status)
  }
  same(`${host}: and the next request is answered`, 200, (await ask(client, host, `/counted/${name}`)).status)
  const lasts = []
  for (let n = 0; n < 5; n++) lasts.push((await ask(client, host, `/goaway/${name}-${n}`)).status)
  same(`${host}: GOAWAY behind each answer`, [200, 200, 200, 200, 200], lasts)
  const slow = Array.from({ length: 20 }, (_none, n) => ask(client, host, `/slow/${name}-${n}`))
  await pause(300)
  const last = await ask(client, host, `/goaway/${name}-between`)
  const ended = (await Promise.all(slow)).filter(({ text, error }) => text.endsWith('line 4\n') && !error)
  same(`${host}: GOAWAY lets twenty that are under way end`, [200, 20], [last.status, ended.length])
  const three = await Promise.all(Array.from({ length: 300 }, (_none, n) => ask(client, host, `/uncounted-${n % 3}/${name}`)))
  same(`${host}: three hundred at once`, 300, three.filter(({ status }) => status === 404).length)

  await (CACHE ? holding(client, host, name) : undefined) // beside a held one nghttpx resets the others

  const echo = client.request({ ':path': `/echo/${name}`, ':authority': `${host}.test`, ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' })
  const heard = []
  for (let n = 0; n < 5; n++) {
    echo.write(`message ${n}`)
    heard.push(String(await within(5000, 'an echo', new Promise((resolve) => echo.once('data', resolve)))))
  }
  echo.end()
  same(`${host}: both ways at once`, Array.from({ length: 5 }, (_none, n) => `message ${n}`), heard)
  await within(5000, 'its end', new Promise((resolve) => { echo.on('end', resolve); echo.resume() }))
  client.close()
}

const scenarios = ['node-h2c', 'node-h2'].map((host) => Object.defineProperty(behind(host), 'name', { value: host }))
await run(...scenarios)
process.exit(0)
