// Node's http2 as a client: many streams, none pushed, back-pressure, resets, trailers, pings; started by run.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, constants } from 'node:http2'
import { BACKEND, CACHE, TLS, checks, digest, pause, within } from '../checks.mjs'

const { PLAIN, SECURE } = process.env
const { note, check, same, run } = checks('node-http2', `http2 of Node ${process.version}`)
const BODY = await (await fetch(`${BACKEND}/cached/reference`)).text()

const plain = (options) => connect(`http://${PLAIN}`, options)
const secure = (options) => connect(`https://127.0.0.1:${SECURE.split(':')[1]}`,
  { ca: readFileSync(`${TLS}/ca.crt`), servername: 'one.test', ...options })

/** A session whose errors and GOAWAY are kept; closed when the work is done. */
async function session (open, work) {
  const client = open({})
  client.problems = []
  client.on('error', (error) => client.problems.push(String(error)))
  client.on('goaway', (code) => client.problems.push(`goaway ${code}`))
  client.on('stream', (pushed) => client.problems.push(`push ${pushed.id}`))
  try {
    return await work(client)
  } finally {
    client.close()
    setTimeout(() => client.destroy(), 1000).unref()
  }
}

/** One request, read to its end. */
function ask (client, path, fields = {}, body = undefined) {
  const stream = client.request({ ':path': path, ...fields }, { endStream: body === undefined })
  const answer = { chunks: [], interim: [] }
  return within(30_000, path, new Promise((resolve, reject) => {
    stream.on('headers', (headers) => answer.interim.push(headers[':status']))
    stream.on('response', (headers) => Object.assign(answer, { status: headers[':status'], headers }))
    stream.on('trailers', (trailers) => { answer.trailers = trailers })
    stream.on('data', (chunk) => answer.chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => {
      answer.code = stream.rstCode
      answer.text = Buffer.concat(answer.chunks).toString()
      resolve(answer)
    })
    if (body !== undefined) stream.end(body)
  }))
}

const over = (name, open) => [
  async function requests () {
    await session(open, async (client) => {
      const first = await ask(client, `/cached/node-${name}`)
      same(`${name}: GET`, [200, BODY], [first.status, first.text])
      const second = await ask(client, `/cached/node-${name}`)
      check(`${name}: the second is a hit`, !CACHE || /^nearside; hit/.test(second.headers['cache-status']), second.headers)
      const head = await ask(client, `/cached/node-${name}`, { ':method': 'HEAD' })
      same(`${name}: HEAD`, [200, String(BODY.length), ''], [head.status, head.headers['content-length'], head.text])
      const forbidden = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']
      const chunked = await ask(client, `/chunked/node-${name}`)
      same(`${name}: no field of the connection`, [], Object.keys(chunked.headers).filter((field) => forbidden.includes(field)))
      const hinted = await ask(client, `/hints/node-${name}`)
      same(`${name}: 103 before 200`, [[103], 200], [hinted.interim, hinted.status])
      const trailed = await ask(client, `/trailers/node-${name}`, { te: 'trailers' })
      same(`${name}: trailers`, [BODY, digest(BODY)], [trailed.text, trailed.trailers?.['x-digest']])
      const bytes = randomBytes(10 << 20)
      const told = JSON.parse((await ask(client, `/upload/node-${name}`, { ':method': 'POST' }, bytes)).text)
      same(`${name}: POST of 10 MiB`, digest(bytes), told.sha256)
      const seen = JSON.parse((await ask(client, `/seen/node-${name}`, { cookie: ['a=1', 'b=2'] })).text)
      same(`${name}: cookies are one field behind it`, 'a=1; b=2', seen.cookie)
      same(`${name}: :authority is its Host`, client.socket.remotePort, Number(seen.host.split(':')[1]))
      same(`${name}: nothing went wrong with the connection`, [], client.problems)
    })
  },

  async function concurrency () {
    await session(open, async (client) => {
      const settings = client.remoteSettings.maxConcurrentStreams ?? await new Promise((resolve) =>
        client.once('remoteSettings', (remote) => resolve(remote.maxConcurrentStreams)))
      note(`${name}: MAX_CONCURRENT_STREAMS ${settings}`)
      const paths = ['cached', 'chunked', 'uncached', 'gzip', 'counted', 'nothing', 'big']
      const answers = await Promise.all(Array.from({ length: 300 }, (_none, n) => ask(client, `/${paths[n % 7]}/node-${name}`)))
      const wanted = answers.map((_none, n) => paths[n % 7] === 'nothing' ? 404 : 200)
      same(`${name}: three hundred streams`, wanted, answers.map(({ status }) => status))
      const whole = answers.filter(({ text }, n) => ['cached', 'chunked', 'gzip'].includes(paths[n % 7]) && text === BODY)
      same(`${name}: each its own answer`, answers.filter((_none, n) => ['cached', 'chunked', 'gzip'].includes(paths[n % 7])).length,
        whole.length)
      same(`${name}: nothing went wrong with three hundred`, [], client.problems)
    })
  },

  async function backPressure () {
    await session(open, async (client) => {
      const held = client.request({ ':path': `/many/node-held-${name}` })
      held.on('response', () => {})
      held.pause()
      await pause(500)
      const others = await Promise.all(Array.from({ length: 20 }, () => ask(client, `/cached/node-${name}`)))
      same(`${name}: others go on beside one that is not read`, 20, others.filter(({ text }) => text === BODY).length)
      let read = 0
      held.on('data', (chunk) => { read += chunk.length })
      held.resume()
      await within(20_000, 'the held one', new Promise((resolve) => held.on('end', resolve)))
      same(`${name}: and it arrives whole when it is read`, 10488000, read)
      const slow = client.request({ ':path': `/upload/node-slow-${name}`, ':method': 'POST' })
      slow.write('half')
      const between = await ask(client, `/uncached/node-${name}`)
      slow.end(' and half')
      let told = ''
      for await (const chunk of slow) told += chunk
      same(`${name}: others go on beside a slow upload`, [200, 13], [between.status, JSON.parse(told).bytes])
    })
  },

  async function aborts () {
    await session(open, async (client) => {
      const endless = client.request({ ':path': `/endless/node-${name}` })
      await new Promise((resolve) => endless.once('data', resolve))
      endless.close(constants.NGHTTP2_CANCEL)
      const gone = await (await fetch(`${BACKEND}/gone/node-${name}`)).text()
      same(`${name}: a reset lets the backend go`, 'gone\n', gone)
      same(`${name}: and the connection lives`, 200, (await ask(client, `/cached/node-${name}`)).status)
      const cut = await ask(client, `/cut/node-${name}`).catch((error) => error)
      check(`${name}: cut short is a reset`, cut instanceof Error, cut)
      same(`${name}: of the stream only`, 200, (await ask(client, `/cached/node-${name}`)).status)
      const impatient = Array.from({ length: 50 }, () => client.request({ ':path': `/uncached/node-${name}` }))
      impatient.forEach((stream) => { stream.on('error', () => {}); stream.close(constants.NGHTTP2_CANCEL) })
      same(`${name}: fifty resets are no attack`, 200, (await ask(client, `/cached/node-${name}`)).status)
      same(`${name}: says the connection`, [], client.problems)
    })
  },

  async function pings () {
    await session(open, async (client) => {
      await ask(client, `/cached/node-${name}`)
      const millis = await new Promise((resolve, reject) => client.ping((error, duration) => error ? reject(error) : resolve(duration)))
      check(`${name}: PING is answered`, millis < 5000, millis)
      await new Promise((resolve) => client.settings({ enablePush: true, initialWindowSize: 1 << 20 }, resolve))
      same(`${name}: SETTINGS are acknowledged, nothing is pushed`, [200, []],
        [(await ask(client, `/cached/node-${name}`)).status, client.problems])
    })
  }
]

await run(...over('h2c', plain), ...over('h2', secure))
process.exit(0)
