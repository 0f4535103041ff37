import { existsSync, mkdtempSync, rmdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { loadPrices } from '../config/prices.ts'
import { openStore } from '../store/open.ts'
import { type Finding, questionMs } from './finding.ts'
import { localUrl } from './operator.ts'

/** The service itself: whether it runs, its way back for webhooks, its store and its price table. */
export async function checkService(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const runs = config.port === 0 ? undefined : await isHealthy(localUrl(config), signal)
  const service: Finding =
    runs === 'ok'
      ? { about: 'service', level: 'ok', says: `Replichat runs at ${localUrl(config)}.` }
      : runs === 'ill'
        ? {
            about: 'service',
            level: 'wrong',
            says: 'What runs there does not feel well.',
            next: 'Look at its log: a platform may be unreachable.',
          }
        : { about: 'service', level: 'advice', says: 'Replichat does not run here.', next: 'Start it: npm start' }
  return [service, await checkWayBack(config, signal), await checkStore(config, runs === 'ok'), checkPrices(config)].filter(
    finding => finding !== undefined,
  )
}

/** `ok` or `ill`, or undefined: nobody of ours answers. */
async function isHealthy(url: string, signal: AbortSignal): Promise<'ok' | 'ill' | undefined> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(questionMs)])
    const { status } = await fetch(`${url}/healthz`, { redirect: 'manual', signal: limit })
    return status === 200 ? 'ok' : status === 503 ? 'ill' : undefined
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

async function checkWayBack({ publicUrl }: Config, signal: AbortSignal): Promise<Finding | undefined> {
  if (publicUrl === undefined) return undefined
  const about = 'the way back'
  if ((await isHealthy(publicUrl, signal)) !== undefined)
    return { about, level: 'ok', says: `${publicUrl} leads to a Replichat.` }
  return {
    about,
    level: 'wrong',
    says: `${publicUrl} does not lead to this service as seen from here, so webhooks would be lost. Redirects are not followed either.`,
    next: 'Start the service, and let your proxy pass this address on to it, without a redirect.',
  }
}

async function checkStore({ store, dataDir }: Config, isRunning: boolean): Promise<Finding> {
  const about = 'store'
  if (isRunning) return { about, level: 'ok', says: `The running service works on ${store.label}.` }
  if (store.kind === 'memory')
    return {
      about,
      level: 'advice',
      says: 'Nothing is kept across a stop.',
      next: 'Unset STORE_URL to keep jobs and settings in a file.',
    }
  const why = whyUnwritable(dataDir)
  if (why !== undefined)
    return {
      about,
      level: 'wrong',
      says: `${dataDir} cannot be written (${why}).`,
      next: 'Give this user the right to write there, or set DATA_DIR to a folder where it may.',
    }
  if (!existsSync(dataDir)) return { about, level: 'ok', says: `${store.label} will be made at the first start.` }
  try {
    await using _ = await openStore({ url: store.url.reveal(), dataDir })
    return { about, level: 'ok', says: `${store.label} can be opened.` }
  } catch (thrown) {
    const says = thrown instanceof Error ? thrown.message : 'It cannot be opened.'
    return { about, level: 'wrong', says, next: 'Look whether another program has it open, and whether STORE_URL is right.' }
  }
}

/** Why nothing can be written in a folder, or where it would be made; undefined where something was, and was removed again. */
function whyUnwritable(folder: string): string | undefined {
  let at = resolve(folder)
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  try {
    rmdirSync(mkdtempSync(join(at, '.replichat-doctor-')))
    return undefined
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'no reason given'
  }
}

function checkPrices({ pricesFile }: Config): Finding | undefined {
  if (pricesFile === undefined) return undefined
  try {
    const count = loadPrices(pricesFile).length
    return { about: 'prices', level: 'ok', says: `${pricesFile} has ${count} lines.` }
  } catch (thrown) {
    return {
      about: 'prices',
      level: 'wrong',
      says: thrown instanceof Error ? thrown.message : 'It cannot be read.',
      next: 'Correct the file, or unset PRICES_FILE.',
    }
  }
}
