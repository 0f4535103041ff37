import type { Config } from '../config/config.ts'
import { hardwareUsdPerSecond } from '../config/hardware-prices.ts'
import { createReplicate, type Replicate } from '../replicate/client.ts'
import { createCog } from '../replicate/cog.ts'
import { ReplicateError } from '../replicate/errors.ts'
import type { Deployment, Prediction } from '../replicate/wire.ts'
import { type Finding, questionMs } from './finding.ts'

const secondsOfMonth = 30 * 24 * 3_600
// Shorter runs do not need what costs this much a second.
const quickSeconds = 2
const dearUsd = 0.0014

/** The account, its webhooks, what its deployments cost while nobody uses them, and the Cog containers. */
export async function checkReplicate(config: Config, signal: AbortSignal): Promise<readonly Finding[]> {
  const containers = await Promise.all(Object.entries(config.cogHosts).map(([name, origin]) => checkCog(name, origin, signal)))
  if (config.replicate === undefined) {
    const says = 'No token is set: the built-in sandbox plays Replicate, and nothing is charged.'
    const next = 'For the real models put REPLICATE_API_TOKEN into .env.'
    return [{ about: 'Replicate', level: 'advice', says, next }, ...containers]
  }
  const { token, baseUrl } = config.replicate
  const replicate = createReplicate({ token: token.reveal(), baseUrl, userAgent: 'replichat-cli', retry: { retries: 1 } })
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(2 * questionMs)])
    const account = await checkAccount(replicate, baseUrl, limit)
    if (account.level === 'wrong') return [account, ...containers]
    return [account, await checkWebhooks(config, replicate, limit), ...(await cheaper(replicate, limit)), ...containers]
  } finally {
    await replicate.close()
  }
}

async function checkAccount(replicate: Replicate, baseUrl: string, signal: AbortSignal): Promise<Finding> {
  const about = 'Replicate'
  try {
    const { username } = await replicate.account.get(signal)
    return { about, level: 'ok', says: `The token is that of ${username}, at ${baseUrl}.` }
  } catch (thrown) {
    const kind = thrown instanceof ReplicateError ? thrown.kind : undefined
    const says = thrown instanceof Error ? thrown.message : 'It does not answer.'
    if (kind === 'authentication')
      return {
        about,
        level: 'wrong',
        says,
        next: 'Make a new token at https://replicate.com/account/api-tokens and set REPLICATE_API_TOKEN.',
      }
    if (kind === 'credit') return { about, level: 'wrong', says, next: 'Add credit at https://replicate.com/account/billing.' }
    if (kind === 'not-found' || kind === 'protocol')
      return {
        about,
        level: 'wrong',
        says,
        next: 'REPLICATE_BASE_URL must end with the version path, as in https://api.replicate.com/v1.',
      }
    return {
      about,
      level: 'wrong',
      says,
      next: `Look whether ${new URL(baseUrl).host} can be reached from here, then try again.`,
    }
  }
}

/** What signs webhooks must be had, and Replicate must know the way back. */
async function checkWebhooks(config: Config, replicate: Replicate, signal: AbortSignal): Promise<Finding> {
  const about = 'webhooks'
  if (config.publicUrl === undefined) {
    const says = 'PUBLIC_URL is not set, so Replicate is asked again and again how its work stands.'
    return {
      about,
      level: 'advice',
      says,
      next: 'Set PUBLIC_URL to an https address that reaches this service: results come at once, with fewer requests.',
    }
  }
  try {
    const key = await replicate.webhooks.getSecret(signal)
    const given = config.replicate?.webhookSecret?.reveal()
    if (given !== undefined && given !== key) {
      const says = 'REPLICATE_WEBHOOK_SECRET is not the one the account signs with, so every webhook would be refused.'
      return {
        about,
        level: 'wrong',
        says,
        next: 'Remove it (it is asked for by itself), or take what `npx replichat webhooks secret` prints.',
      }
    }
    return { about, level: 'ok', says: 'The account’s signing secret is known.' }
  } catch (thrown) {
    const says = `The signing secret cannot be had: ${thrown instanceof Error ? thrown.message : 'no answer'}`
    return {
      about,
      level: 'wrong',
      says,
      next: 'Ask the account’s owner for a token that may read it, or set REPLICATE_WEBHOOK_SECRET.',
    }
  }
}

/** What costs without being used, or more than it needs to. */
async function cheaper(replicate: Replicate, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    const deployments: Deployment[] = []
    for await (const one of replicate.deployments.paginate(signal)) deployments.push(one)
    if (deployments.length === 0) return []
    const { results } = await replicate.predictions.list({}, signal)
    const found = deployments.flatMap(one => [idle(one, results), large(one, results)]).filter(finding => finding !== undefined)
    return found.length > 0
      ? found
      : [{ about: 'cost', level: 'ok', says: 'No deployment runs for nothing, as far as can be seen.' }]
  } catch (thrown) {
    const says = `What deployments cost could not be seen: ${thrown instanceof Error ? thrown.message : 'no answer'}`
    return [{ about: 'cost', level: 'advice', says, next: 'Try again later.' }]
  }
}

const nameOf = ({ owner, name }: Deployment): string => `${owner}/${name}`

function idle(deployment: Deployment, newest: readonly Prediction[]): Finding | undefined {
  const { hardware, min_instances: min } = deployment.current_release.configuration
  if (min === 0 || newest.some(one => one.deployment === nameOf(deployment))) return undefined
  const usd = hardwareUsdPerSecond(hardware)
  const cost = usd === undefined ? '' : `, about $${Math.round(usd * min * secondsOfMonth).toLocaleString('en')} a month`
  const next = `npx replichat deployments update ${nameOf(deployment)} --min 0`
  return {
    about: 'cost',
    level: 'advice',
    says: `The deployment ${nameOf(deployment)} keeps ${min} running on ${hardware}${cost}, and none of the newest predictions used it.`,
    next: `Let it sleep when nobody asks: ${next}`,
  }
}

function large(deployment: Deployment, newest: readonly Prediction[]): Finding | undefined {
  const { hardware } = deployment.current_release.configuration
  const usd = hardwareUsdPerSecond(hardware)
  if (usd === undefined || usd < dearUsd) return undefined
  const times = newest
    .filter(one => one.deployment === nameOf(deployment) && one.status === 'succeeded')
    .map(one => one.metrics?.['predict_time'])
    .filter(time => typeof time === 'number')
    .sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)]
  if (times.length < 5 || median === undefined || median > quickSeconds) return undefined
  return {
    about: 'cost',
    level: 'advice',
    says: `The deployment ${nameOf(deployment)} takes ${median.toFixed(1)} s a run on ${hardware}, which costs $${usd} a second.`,
    next: `Try smaller hardware, and look whether it is still quick enough: npx replichat deployments update ${nameOf(deployment)} --hardware gpu-l40s`,
  }
}

async function checkCog(name: string, origin: string, signal: AbortSignal): Promise<Finding> {
  const about = `cog:${name}`
  const cog = createCog(origin)
  try {
    const { status, userError } = await cog.health(AbortSignal.any([signal, AbortSignal.timeout(questionMs)]))
    if (status === 'READY' || status === 'BUSY') return { about, level: 'ok', says: `It is ready at ${origin}.` }
    if (status === 'STARTING') return { about, level: 'advice', says: 'It is still starting.', next: 'Try again in a minute.' }
    const why = userError === undefined ? '' : `: ${userError}`
    return {
      about,
      level: 'wrong',
      says: `It says ${status}${why}.`,
      next: 'Look at the container’s own log, then start it anew.',
    }
  } catch (thrown) {
    const says = thrown instanceof Error ? thrown.message : 'It does not answer.'
    return { about, level: 'wrong', says, next: `Start the container, or correct its address in COG_HOSTS (${origin}).` }
  } finally {
    await cog.close()
  }
}
