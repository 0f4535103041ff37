import type { JobRow } from '#core/report.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { WireState } from '../wire.ts'
import { JobView } from './job.tsx'
import { Choice, PageHeader } from './page-header.tsx'
import { useKeptScroll, useReadingOn } from './reading-on.ts'
import { jobs } from './reported.ts'
import { goTo } from './session.ts'
import { useStore } from './store.ts'
import { dayName, dayOf } from './when.ts'

const isOpen = (row: JobRow): boolean => row.endedAt === undefined

/** The time, told anew each second while something runs. */
function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}

/** Tells those who listen that a job of theirs has ended. */
function Ended({ rows, me }: { readonly rows: readonly JobRow[]; readonly me: string }) {
  const running = useRef(new Set<string>())
  const [said, setSaid] = useState('')
  useEffect(() => {
    for (const row of rows) {
      if (isOpen(row)) running.current.add(row.id)
      else if (running.current.delete(row.id) && row.actor.id === me)
        setSaid(`${row.phase === 'failed' ? 'Failed' : 'Ended'}: ${row.asked.slice(0, 100)}`)
    }
  }, [rows])
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said}
    </p>
  )
}

/** Everything that was asked for, as it stands, newest first. */
export function Jobs({ state, onMenu }: { readonly state: WireState; readonly onMenu: () => void }) {
  const listed = useStore(jobs.store, now => now)
  const { whose } = useStore(jobs.ask, now => now)
  const view = useRef<HTMLDivElement>(null)
  const end = useRef<HTMLDivElement>(null)
  const { rows, trouble } = listed
  const me = state.me.id
  useEffect(() => {
    if (jobs.store.get().state === 'unread') jobs.open({ whose: 'all', me })
    else jobs.refresh()
  }, [])
  useKeptScroll(view, 'jobs')
  useReadingOn(view, end, listed, jobs.more)
  const now = useNow(rows.some(isOpen))
  const days = [...Map.groupBy(rows, row => dayOf(row.at))]
  const isRead = listed.state !== 'unread' && !(listed.state === 'fetching' && rows.length === 0)
  return (
    <>
      <PageHeader title="Jobs" onMenu={onMenu}>
        {state.me.isAdmin && (
          <Choice
            label="Whose jobs"
            value={whose}
            options={[
              ['all', 'All'],
              ['mine', 'Mine'],
            ]}
            onChange={value => jobs.open({ whose: value, me })}
          />
        )}
      </PageHeader>
      <div class="listing" ref={view} tabIndex={0} role="region" aria-label="Jobs">
        <div class="job-list">
          {isRead && rows.length === 0 && trouble === undefined && (
            <section class="nothing">
              <h2>Nothing to do</h2>
              <p>Whatever is asked for in a channel stands here while it is worked on, and after, with what it was given.</p>
              <button type="button" class="text-button primary" onClick={() => goTo(undefined)}>
                Ask for something
              </button>
            </section>
          )}
          {days.map(([day, ofDay]) => (
            <section key={day}>
              <h2 class="of-day">{dayName(day, Date.now())}</h2>
              <ul class="jobs">
                {ofDay.map(row => (
                  <JobView key={row.id} row={row} now={now} isOwn={row.actor.id === me} />
                ))}
              </ul>
            </section>
          ))}
          {trouble !== undefined && (
            <p class="nothing">
              {trouble}{' '}
              <button type="button" class="text-button primary" onClick={jobs.refresh}>
                Try again
              </button>
            </p>
          )}
          <div ref={end} class="end-of-list" />
        </div>
      </div>
      <Ended rows={rows} me={me} />
    </>
  )
}
