import { describe, expect, test } from 'vitest'
import { createLink } from '../../../adapters/web/web.ts'
import type { GalleryDetail, JobNews, JobRow, Reports } from '#core/report.ts'
import { startConsole, type TestConsole } from './harness.ts'
import { visitor } from './visitor.ts'

const address = { platform: 'web', workspace: 'home', channel: 'general' }
const job = (id: string, person: string, more: Partial<JobRow> = {}): JobRow => ({
  id,
  kind: 'picture',
  at: 1,
  phase: 'running',
  canceling: false,
  asked: `asked by ${person}`,
  charged: true,
  pictures: [],
  expected: 1,
  address,
  actor: { id: person, name: person },
  buttons: [{ action: `cancel:${id}`, label: 'Cancel', tone: 'danger' }],
  ...more,
})
const detail: GalleryDetail = {
  row: {
    id: 'j1-0-0',
    at: Date.UTC(2026, 10, 20),
    job: 'j1',
    picture: { blob: `${'ab'.repeat(32)}.webp`, contentType: 'image/webp', width: 64, height: 48, alt: 'a fox' },
    prompt: 'a fox',
    seed: 5,
    model: 'owner/name',
    charged: true,
    address,
    actor: { id: 'ada', name: 'Ada' },
  },
  pinned: 'owner/name:abc',
  input: { prompt: 'a fox', seed: 5 },
  buttons: [{ action: 'again:j1', label: 'Again' }],
  from: [],
  made: [],
}

/** A console whose service answers with what the test says, and notes what it was asked. */
const startReports = (reports: Partial<Reports>, host = '127.0.0.1'): Promise<TestConsole> =>
  startConsole({ host, wrap: desk => ({ ...desk, ...reports }) })

/** The cookie of a member who came by a link. */
async function memberCookie(service: TestConsole): Promise<string> {
  const link = createLink('member', { secretKey: service.secretKey, baseUrl: service.url, now: Date.now() })
  const response = await fetch(link, { redirect: 'manual' })
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}
const adminCookie = async (service: TestConsole): Promise<string> => {
  const link = createLink('admin', { secretKey: service.secretKey, baseUrl: service.url, now: Date.now() })
  return ((await fetch(link, { redirect: 'manual' })).headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

describe('the reports over the wire', () => {
  test('are asked for by who is at the door, whatever the address says', async () => {
    const asked: unknown[] = []
    await using service = await startReports(
      {
        gallery: async (asker, ask) => (asked.push([asker.actor.id, ask]), { rows: [] }),
        jobs: async (asker, ask) => (asked.push([asker.actor.id, ask]), { rows: [] }),
      },
      '0.0.0.0',
    )
    expect((await fetch(`${service.url}/api/jobs`)).status).toBe(401)
    const cookie = await memberCookie(service)
    const get = (path: string) => fetch(service.url + path, { headers: { cookie } })
    await get('/api/jobs?whose=mine&before=77&limit=100000')
    await get(`/api/pictures?words=${'w'.repeat(500)}&channel=general&before=abc&person=you`)
    expect(asked).toEqual([
      [expect.stringMatching(/^guest-/), { whose: 'mine', before: 77, limit: 40 }],
      [expect.stringMatching(/^guest-/), { whose: 'all', limit: 60, words: 'w'.repeat(200), channel: address }],
    ])
  })

  test('a sidecar is a download that holds what makes the picture again', async () => {
    await using service = await startReports({ picture: async (_, id) => (id === 'j1-0-0' ? detail : undefined) })
    const response = await fetch(`${service.url}/api/pictures/j1-0-0/sidecar`)
    expect(response.headers.get('content-disposition')).toBe('attachment')
    expect(await response.json()).toEqual({
      prompt: 'a fox',
      model: 'owner/name:abc',
      seed: 5,
      input: { prompt: 'a fox', seed: 5 },
      time: '2026-11-20T00:00:00.000Z',
      by: 'Ada',
      width: 64,
      height: 48,
      contentType: 'image/webp',
      sha256: 'ab'.repeat(32),
    })
    expect((await fetch(`${service.url}/api/pictures/other/sidecar`)).status).toBe(410)
    expect((await fetch(`${service.url}/api/pictures/a%2Fb`)).status).toBe(410)
  })

  test('a button of a job goes the way of every other, and only where it stands', async () => {
    const rows: Record<string, JobRow> = {
      here: job('here', 'you'),
      elsewhere: job('elsewhere', 'ada', { address: { ...address, platform: 'other' } }),
      homeless: job('homeless', 'you', { address: { ...address, channel: 'gone' } }),
    }
    await using service = await startReports({
      job: async (_, id) => (rows[id] === undefined ? undefined : { row: rows[id], runs: [] }),
      picture: async () => detail,
    })
    const page = visitor(service)
    const press = (path: string, action: string) =>
      page.send('POST', `/api/${path}/buttons`, { event: crypto.randomUUID(), action })
    expect((await press('jobs/here', 'cancel:here')).status).toBe(200)
    expect((await press('pictures/j1-0-0', 'again:j1')).status).toBe(200)
    expect((await press('jobs/here', 'cancel:other')).status).toBe(410)
    expect((await press('jobs/elsewhere', 'cancel:elsewhere')).status).toBe(400)
    expect((await press('jobs/homeless', 'cancel:homeless')).status).toBe(410)
    expect((await press('jobs/unknown', 'cancel:unknown')).status).toBe(410)
    expect(service.desk.events).toMatchObject([
      { type: 'button', action: 'cancel:here', actor: { id: 'you' }, address },
      { type: 'button', action: 'again:j1', actor: { id: 'you' }, address },
    ])
  })

  test('news of a job are told to its owner and to admins, and to nobody else', async () => {
    let tell: (news: JobNews) => void = () => {}
    await using service = await startReports({ watch: listener => ((tell = listener), () => (tell = () => {})) }, '0.0.0.0')
    const [one, other, admin] = [await memberCookie(service), await memberCookie(service), await adminCookie(service)]
    const me = (await visitor(service, { cookie: one }).state()).me.id
    await using ear = await visitor(service, { cookie: one }).listen()
    await using otherEar = await visitor(service, { cookie: other }).listen()
    await using adminEar = await visitor(service, { cookie: admin }).listen()
    tell({ id: 'a', row: job('a', me) })
    tell({ id: 'b', row: job('b', me, { address: { ...address, platform: 'other' } }) })
    tell({ id: 'c' })
    const seen = (events: readonly { readonly type: string }[]) =>
      events.map(event => `${event.type} ${'job' in event ? (event.job as JobRow).id : (event as { id?: string }).id}`)
    for (const listener of [ear, otherEar, adminEar])
      await listener.until(events => events.some(({ type }) => type === 'job-gone'))
    expect(seen(adminEar.events)).toEqual(['job a', 'job b', 'job-gone c'])
    expect(seen(ear.events)).toEqual(['job a', 'job-gone c'])
    expect(seen(otherEar.events)).toEqual(['job-gone c'])
  })

  test('an upload that is taken back leaves a picture that has the same bytes', async () => {
    await using service = await startReports({ keeps: async () => true })
    const page = visitor(service)
    const response = await fetch(`${service.url}/api/uploads?id=${crypto.randomUUID()}&name=a.txt`, {
      method: 'POST',
      headers: { origin: service.url },
      body: 'the very bytes',
    })
    const file = (await response.json()) as { id: string; blob: string }
    const message = (await (await page.say('look', { files: [file.id] })).json()) as { id: string }
    await page.send('DELETE', `/api/messages/${message.id}`, { event: crypto.randomUUID() })
    expect((await fetch(`${service.url}/files/${file.blob}`)).status).toBe(200)
  })
})
