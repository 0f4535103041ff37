import { expect, it } from 'vitest'
import { runCommand } from '../../src/cli/cli.ts'

async function print(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const said = { out: '', err: '' }
  const io = {
    stdout: { write: (text: string) => void (said.out += text) },
    stderr: { write: (text: string) => void (said.err += text) },
    env,
    signal: new AbortController().signal,
  }
  return { code: await runCommand(args, io), ...said }
}

it('prints a manifest for sockets, or for HTTP where the environment says so', async () => {
  const socket = await print(['slack', 'manifest'], { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' })
  expect(socket.code).toBe(0)
  expect(JSON.parse(socket.out)).toMatchObject({ settings: { socket_mode_enabled: true } })
  const address = { PUBLIC_URL: 'https://bot.example' }
  const http = await print(['slack', 'manifest'], { ...address, SLACK_SIGNING_SECRET: 'hush' })
  expect(JSON.parse(http.out)).toMatchObject({
    settings: { event_subscriptions: { request_url: 'https://bot.example/slack/events' } },
  })
  expect(JSON.parse((await print(['slack', 'manifest', '--http'], address)).out)).toMatchObject({
    settings: { socket_mode_enabled: false },
  })
  expect(JSON.stringify([socket, http])).not.toMatch(/hush|xoxb|xapp/)
})

it.each([
  [['slack'], {}, /^What to do is missing/],
  [['slack', 'commands'], {}, /^“commands” is nothing it can do; there is `slack manifest`\./],
  [['slack', 'manifest', '--http'], {}, /^PUBLIC_URL is not set/],
  [['slack', 'manifest', '--http', '--socket'], {}, /^An app is reached by --http or by --socket/],
])('says what is wrong with %j', async (args, env, sentence) => {
  const { code, err } = await print(args, env)
  expect(code).toBe(2)
  expect(err).toMatch(sentence)
})
