import type { GalleryRow, JobRow } from '#core/report.ts'
import type { FeedEvent } from '../wire.ts'
import { api } from './api.ts'
import { createListing } from './listing.ts'
import { view } from './showing.ts'

/** What is looked for in the gallery: words of the prompt, one channel, own pictures alone. */
export type GalleryAsk = { readonly words: string; readonly channel: string; readonly whose: 'mine' | 'all' }

/** The pictures. */
export const gallery = createListing<GalleryRow, GalleryAsk>({ words: '', channel: '', whose: 'all' }, (ask, before) =>
  api.pictures({ ...ask, before }),
)

/** The jobs. `me`: whose “mine” are. */
export const jobs = createListing<JobRow, { readonly whose: 'mine' | 'all'; readonly me: string }>(
  { whose: 'all', me: '' },
  ({ whose }, before) => api.jobs({ whose, before }),
  (row, { whose, me }) => whose === 'all' || row.actor.id === me,
)

/** Pictures of one job come within moments of each other. */
const galleryWaitsMs = 600
let later: ReturnType<typeof setTimeout> | undefined

/** Takes the pictures of a job down that has none any more. */
function dropPicturesOf(event: Extract<FeedEvent, { readonly type: 'job' | 'job-gone' }>): void {
  const isBare = event.type === 'job-gone' || (event.job.endedAt !== undefined && event.job.pictures.length === 0)
  const id = event.type === 'job' ? event.job.id : event.id
  if (isBare) for (const row of gallery.store.get().rows) if (row.job === id) gallery.drop(row.id)
}

/** Takes in what the feed tells of a job. */
export function noteJob(event: Extract<FeedEvent, { readonly type: 'job' | 'job-gone' }>): void {
  if (event.type === 'job') jobs.put(event.job)
  else jobs.drop(event.id)
  dropPicturesOf(event)
  const isOfPictures = event.type === 'job-gone' || event.job.pictures.length > 0
  if (!isOfPictures || later !== undefined || view.get() !== 'gallery') return
  later = setTimeout(() => {
    later = undefined
    gallery.refresh()
  }, galleryWaitsMs)
}

/** Reads anew what is shown: nobody told what happened while the line was down. */
export function refreshReports(): void {
  if (view.get() === 'gallery') gallery.refresh()
  if (view.get() === 'jobs') jobs.refresh()
}
