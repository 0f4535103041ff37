import { type Address, addressKey } from '#core/address.ts'
import { catalogue } from '#core/catalogue.ts'
import { checkValues, textOf } from '#core/command.ts'
import { describeEvent, type Inbound } from '#core/event.ts'
import { asFault, Fault } from '#core/fault.ts'
import type { Figures } from '#core/meter.ts'
import type { Desk, Suggestion, Work } from '#core/ports.ts'
import { type Post, refuse } from '#core/post.ts'
import { settingSpecs } from '#core/settings.ts'
import { recover } from './accept.ts'
import { resetConfig, setConfig, setModel, showConfig } from './admin.ts'
import { addAdmin, removeAdmin } from './admins.ts'
import { createAdmit, familyOfAction, familyOfEvent } from './admit.ts'
import { advance } from './advance.ts'
import { press } from './buttons.ts'
import { hear, openThread } from './chat.ts'
import type { Deps, Given } from './deps.ts'
import { askToForgetMe, forgetHere, forgetMessage } from './forget.ts'
import { createFigures } from './figures.ts'
import { checkForm, openForm, refusedForm, takeForm } from './forms.ts'
import { imagine } from './generate.ts'
import { help } from './help.ts'
import { answerNonce } from './ids.ts'
import { imagineForm, imagineMeant } from './imagine-form.ts'
import { watchJobs } from './job-watch.ts'
import { cameBack, noteLeft, sweepLeft, workspacesCameBack } from './left.ts'
import { createMembership } from './membership.ts'
import { reword } from './memory.ts'
import { choose } from './menu.ts'
import { type Clock, machineClock } from './pacing/clock.ts'
import { tellNotices } from './notices.ts'
import { paceEach } from './pacing/pace-each.ts'
import { placesOf } from './places.ts'
import { platformOf, requirePresence } from './policy.ts'
import { createReports } from './reports.ts'
import { openFile } from './stored-file.ts'
import { stopHere } from './stop-here.ts'
import { createSweep, type Swept } from './retention.ts'
import { isRunForm, runMeant } from './run-form.ts'
import { runModel } from './run-model.ts'
import { mendUnshown } from './unshown.ts'
import { usage } from './usage.ts'
import { createWorkspaces, type Workspaces } from './workspaces.ts'

/** The most a platform takes as completions of one option. */
const mostSuggestions = 25

/** How long an answer that is no job may take to be posted: limits of platforms last for three quarters of a minute. */
const answerMs = 60_000

/** The service: what adapters are given, the work of the engine, and a way to refuse new work before closing. */
export type Service = {
  readonly desk: Desk
  readonly work: Work
  /** What the metrics read. */
  readonly figures: Figures
  /** Gives what an earlier life left unfinished back to the engine. To be called once, before the engine starts. */
  recover(): Promise<void>
  drain(): void
  /** Removes what is older than may be kept, and what is stored of places that were left: a bounded piece of it. Tells admins what they were not told yet. */
  sweep(signal: AbortSignal): Promise<Swept>
  /** What the operator decides about workspaces. */
  readonly workspaces: Pick<Workspaces, 'list' | 'decide'>
}

/**
 * The use cases over the ports. Nothing is remembered here: any instance can go on with what another began. Live messages
 * are paced by `clock`.
 */
export function createService(given: Given, clock: Clock = machineClock): Service {
  const { records, watch } = watchJobs(given.records, given.log)
  const deps: Deps = { ...given, records, pacingOf: paceEach(given.platforms, given.meter, clock), clock }
  const workspaces = createWorkspaces({
    ...deps,
    ...(given.allowedWorkspaces !== undefined && { given: given.allowedWorkspaces }),
  })
  const admit = createAdmit(deps, workspaces, createMembership(deps, workspaces))
  const sweepOld = createSweep(deps)
  let draining = false

  /** Whether an event may go on. What nobody asked us is passed over in silence where we may not be used. */
  const isWelcome = async (event: Inbound): Promise<boolean> => {
    if (!('reply' in event)) return true
    try {
      await admit(event, familyOfEvent(event))
    } catch (thrown) {
      if (thrown instanceof Fault && event.type === 'message' && !event.addressed) return false
      throw thrown
    }
    await cameBack(deps, event.address, event.at)
    return true
  }

  const handle = async (event: Inbound): Promise<void> => {
    const since = deps.world.now()
    let isAdmitted = draining
    try {
      // What asks for an answer would begin something new; what is to be forgotten must not be kept for want of time.
      if (draining && 'reply' in event) throw new Fault('busy', 'Replichat is restarting; please try again in a few seconds.')
      if (event.type === 'left') return await noteLeft(deps, workspaces, event)
      if (!(await isWelcome(event))) return
      isAdmitted = true
      const post = await dispatch(deps, event)
      if (post !== undefined) await answer(event, post)
    } catch (thrown) {
      const fault = asFault(thrown)
      const fields = { event: describeEvent(event), kind: fault.kind }
      if (fault.kind === 'bug') deps.log.error({ ...fields, cause: fault.cause }, 'an event could not be handled')
      else deps.log.info(fields, 'an event was refused')
      // A form is closed before it is refused: what was typed must not be lost with it.
      const refusal = event.type === 'form' && isAdmitted ? await refusedForm(deps, event, fault) : refuse(fault.message)
      await answer(event, refusal).catch((cause: unknown) => {
        // Where we may not write, an admin has to act; nothing is broken.
        if (cause instanceof Fault && cause.kind === 'denied')
          deps.log.warn({ ...fields, why: cause.message }, 'a refusal may not be said there')
        else deps.log.error({ ...fields, cause }, 'a refusal could not be said')
      })
    } finally {
      deps.meter.handled(event.address.platform, deps.world.now() - since)
    }
  }

  const answer = async (event: Inbound, post: Post): Promise<void> => {
    if (!('reply' in event)) return
    const { surface } = platformOf(deps, event.address)
    await surface.post(event.reply, post, { nonce: answerNonce(event), signal: AbortSignal.timeout(answerMs) })
  }

  const suggest = async (command: string, option: string, partial: string, _address: Address): Promise<readonly Suggestion[]> => {
    const complete = catalogue.find(known => known.name === command)?.options.find(known => known.name === option)?.complete
    const words = complete === 'model' ? deps.models.known() : complete === 'setting' ? Object.keys(settingSpecs) : []
    const wanted = partial.trim().toLowerCase()
    const found = words
      .filter(word => word.toLowerCase().includes(wanted))
      .sort((a, b) => a.toLowerCase().indexOf(wanted) - b.toLowerCase().indexOf(wanted) || a.localeCompare(b))
    return found.slice(0, mostSuggestions).map(value => ({ value, label: value }))
  }

  return {
    desk: {
      handle: event => deps.engine.first(() => handle(event)),
      suggest,
      open: (blob, options) => openFile(deps, blob, options),
      linkTo: blob => deps.linkTo?.(blob),
      async form(action, asker) {
        await admit(asker, familyOfAction(action))
        return openForm(deps, action, asker)
      },
      checkForm: (form, values, asker) => checkForm(deps, form, values, asker),
      async help(asker) {
        await admit(asker, 'help')
        return help(deps, asker)
      },
      places: platform => placesOf(deps.records, platform),
      async present(platform, ids, { areAll = false, covers = () => areAll, start } = {}) {
        const at = deps.world.now()
        await workspaces.present(platform, ids, start)
        await workspacesCameBack(deps, platform, ids, at)
        for (const id of await workspaces.seenOf(platform)) {
          if (ids.includes(id) || !covers(id)) continue
          const address = { platform, workspace: id, channel: id }
          await noteLeft(deps, workspaces, { type: 'left', what: 'workspace', id: `${id}:missed:${at}`, address, at })
        }
      },
      ...createReports(deps, watch),
    },
    work: advance(deps),
    figures: createFigures(deps),
    recover: () => recover(deps),
    drain() {
      draining = true
    },
    async sweep(signal) {
      await sweepLeft(deps, workspaces, signal)
      // What a platform did not take, or the end of this process kept from it, when nobody asks for anything any more.
      await tellNotices(deps)
      await mendUnshown(deps, signal)
      const swept = await sweepOld(signal)
      const { pictures, messages } = swept
      if (pictures + messages > 0) deps.log.info({ pictures, messages }, 'What was older than it may be kept was removed.')
      return swept
    },
    workspaces,
  }
}

/** Does what an event asks for. Answers a post where the answer is no job. */
async function dispatch(deps: Deps, event: Exclude<Inbound, { type: 'left' }>): Promise<Post | undefined> {
  switch (event.type) {
    case 'command':
      return command(deps, event)
    case 'message':
      if (event.mayStop !== true || !(await stopHere(deps, event))) await hear(deps, event)
      return undefined
    case 'stop':
      await stopHere(deps, event)
      return undefined
    case 'button':
      return press(deps, event)
    case 'deleted':
      await forgetMessage(deps, event.address, event.message)
      return undefined
    case 'edited':
      await reword(deps, addressKey(event.address), event.message, event.text)
      return undefined
    case 'form':
      if (event.form === imagineForm) return command(deps, imagineMeant(event))
      return isRunForm(event.form) ? command(deps, await runMeant(deps, event)) : takeForm(deps, event)
    case 'menu': {
      const meant = await choose(deps, event)
      return meant === undefined ? undefined : command(deps, meant)
    }
    default:
      return event satisfies never
  }
}

async function command(deps: Deps, event: Extract<Inbound, { type: 'command' }>): Promise<Post | undefined> {
  const known = catalogue.find(({ name }) => name === event.command)
  if (known === undefined)
    throw new Fault('input', `There is no command \`/${event.command.slice(0, 40)}\`; \`/help\` shows what there is.`)
  if (event.mistake !== undefined) throw new Fault('input', event.mistake)
  const values = checkValues(known, event.values)
  if (known.audience === 'channel') await requirePresence(deps, event.address)
  switch (known.name) {
    case 'imagine':
      await imagine(deps, event, values)
      return undefined
    case 'run':
      return runModel(deps, event, values)
    case 'chat':
      await openThread(deps, event, textOf(values, 'message'))
      return undefined
    case 'forget':
      return values['what'] === 'me' ? askToForgetMe() : forgetHere(deps, event)
    case 'config show':
      return showConfig(deps, event, values)
    case 'config model':
      return setModel(deps, event, values)
    case 'config set':
      return setConfig(deps, event, values)
    case 'config reset':
      return resetConfig(deps, event, values)
    case 'config admin add':
      return addAdmin(deps, event, values)
    case 'config admin remove':
      return removeAdmin(deps, event, values)
    case 'usage':
      return usage(deps, event, values)
    case 'help':
      return help(deps, event)
    default:
      throw new Fault('bug', `The command \`/${known.name}\` is in the catalogue, and nothing here answers it.`)
  }
}
