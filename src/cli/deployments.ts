import { deadHardware } from '../models/successors.ts'
import type { Replicate } from '../replicate/client.ts'
import { parseReference } from '../replicate/reference.ts'
import type { Deployment } from '../replicate/wire.ts'
import { withReplicate } from './connection.ts'
import { refuseDeadModel } from './dead-model.ts'
import { CommandError, exitCode } from './exit.ts'
import { columns, type Io, noMoreWords, onlyArgument, printable, readArgs, writeJson } from './io.ts'

const options = {
  model: { type: 'string' },
  hardware: { type: 'string' },
  min: { type: 'string' },
  max: { type: 'string' },
} as const

type Values = { readonly [name in keyof typeof options]?: string | undefined }

const usage =
  'Write: npx replichat deployments list, show <owner/name>, create <name> --model <owner/name[:version]> --hardware <sku> --min 0 --max 1, update <owner/name> …, or delete <owner/name>'

/** `deployments list|show|create|update|delete`. */
export async function deployments(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const [word, ...rest] = positionals
  const json = values.json === true
  const dead = values.hardware === undefined ? undefined : deadHardware(values.hardware)
  if (dead !== undefined) throw new CommandError('input', dead)
  return withReplicate(io.env, async ({ replicate }) => {
    switch (word) {
      case 'list':
        noMoreWords(rest)
        return list(replicate, json, io)
      case 'show':
        return told(await replicate.deployments.get(referenceOf(rest), io.signal), json, io)
      case 'create':
        return told(await create(replicate, onlyArgument(rest, 'The name of the deployment'), values, io.signal), json, io)
      case 'update':
        return told(await update(replicate, referenceOf(rest), values, io.signal), json, io)
      case 'delete':
        return remove(replicate, referenceOf(rest), json, io)
      default:
        throw new CommandError('usage', usage)
    }
  })
}

/** `owner/name`; written with the prefix that the product uses elsewhere it is understood, too. */
const referenceOf = (rest: readonly string[]): string => onlyArgument(rest, 'The deployment').replace(/^deployment:/, '')

async function list(replicate: Replicate, json: boolean, { stdout, signal }: Io): Promise<number> {
  const found: Deployment[] = []
  for await (const one of replicate.deployments.paginate(signal)) found.push(one)
  if (json) writeJson(stdout, found)
  else if (found.length === 0) stdout.write('There are no deployments yet.\n')
  else {
    const rows = found.map(({ owner, name, current_release: { model, number, configuration: at } }) => [
      printable(`${owner}/${name}`),
      printable(model),
      String(number),
      printable(at.hardware),
      `${at.min_instances} to ${at.max_instances}`,
    ])
    stdout.write(columns([['deployment', 'model', 'release', 'hardware', 'instances'], ...rows]))
  }
  return exitCode('ok')
}

function told(deployment: Deployment, json: boolean, { stdout }: Io): number {
  if (json) {
    writeJson(stdout, deployment)
    return exitCode('ok')
  }
  const { owner, name, current_release: release } = deployment
  const { hardware, min_instances: min, max_instances: max } = release.configuration
  const state = max === 0 ? 'off' : min === 0 ? 'boots when it is used' : `${min} run always, and cost always`
  stdout.write(
    columns([
      ['deployment', printable(`${owner}/${name}`)],
      ['runs', printable(`${release.model}:${release.version}`)],
      ['release', `${release.number}, of ${printable(release.created_at)}`],
      ['hardware', printable(hardware)],
      ['instances', `${min} to ${max}: ${state}`],
    ]),
  )
  return exitCode('ok')
}

async function create(replicate: Replicate, name: string, values: Values, signal: AbortSignal): Promise<Deployment> {
  if (values.model === undefined || values.hardware === undefined) throw new CommandError('usage', usage)
  const { model, version } = await versionOf(replicate, values.model, signal)
  const size = { minInstances: count('--min', values.min ?? '0', 5), maxInstances: count('--max', values.max ?? '1', 20) }
  return replicate.deployments.create({ name, model, version, hardware: values.hardware, ...size }, signal)
}

async function update(replicate: Replicate, reference: string, values: Values, signal: AbortSignal): Promise<Deployment> {
  const { model, hardware, min, max } = values
  if (model === undefined && hardware === undefined && min === undefined && max === undefined)
    throw new CommandError('usage', 'Say what changes: --model, --hardware, --min or --max.')
  const change = {
    ...(model !== undefined && { version: (await versionOf(replicate, model, signal)).version }),
    ...(hardware !== undefined && { hardware }),
    ...(min !== undefined && { minInstances: count('--min', min, 5) }),
    ...(max !== undefined && { maxInstances: count('--max', max, 20) }),
  }
  return replicate.deployments.update(reference, change, signal)
}

async function remove(replicate: Replicate, reference: string, json: boolean, { stdout, signal }: Io): Promise<number> {
  const wasThere = await replicate.deployments.delete(reference, signal)
  if (!wasThere) throw new CommandError('notFound', `There is no deployment “${printable(reference, 80)}”.`)
  if (json) writeJson(stdout, { deleted: reference })
  else stdout.write(`${printable(reference)} is deleted.\n`)
  return exitCode('ok')
}

/** The model and version a reference means; without a version its newest. */
async function versionOf(replicate: Replicate, text: string, signal: AbortSignal): Promise<{ model: string; version: string }> {
  refuseDeadModel(text)
  const reference = parseReference(text)
  if (reference.kind === 'version' && reference.model !== undefined) return { model: reference.model, version: reference.version }
  if (reference.kind !== 'model')
    throw new CommandError('usage', `--model must be owner/name or owner/name:<version>, got “${printable(text, 80)}”.`)
  const { latest_version: latest } = await replicate.models.get(reference.model, signal)
  if (latest === null || latest === undefined) throw new CommandError('notFound', `${reference.model} has no version.`)
  return { model: reference.model, version: latest.id }
}

function count(name: string, text: string, most: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= most) return number
  throw new CommandError('usage', `${name} must be a whole number from 0 to ${most}, got “${printable(text, 40)}”.`)
}
