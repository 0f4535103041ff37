import { expect, test } from 'vitest'
import { type Meter, noMeter } from '#core/meter.ts'
import { isFinished, openStage, wordsOf } from './stage.ts'

const finished = (words: string) => (post: Parameters<typeof wordsOf>[0]) => isFinished(post) && wordsOf(post).includes(words)

/** Everything that was told, as words. */
function listening(): { readonly meter: Meter; readonly told: (what: string) => readonly string[] } {
  const lines: string[] = []
  return {
    meter: {
      ...noMeter,
      waited: (kind, ms) => lines.push(`waited ${kind} ${ms >= 0 && ms < 20_000 ? 'a while' : ms}`),
      ended: (kind, how) => lines.push(`ended ${kind} ${how}`),
      handled: (of, ms) => lines.push(`handled ${of} ${ms >= 0 && ms < 20_000 ? 'a while' : ms}`),
    },
    told: what => lines.filter(line => line.startsWith(what)),
  }
}

test('each job is counted once when it is planned and once when it ends, by its kind and end; each event when it is taken', async () => {
  const { meter, told } = listening()
  {
    await using stage = await openStage({ meter })
    await stage.command('imagine', { prompt: 'a counted fox' })
    await stage.until('the picture', finished('“a counted fox”'))
    await stage.command('imagine', { prompt: 'a broken fox [sandbox:fail=oom]' })
    await stage.until('the failure', finished('ran out of memory'))
    await stage.say('Good morning')
    // A refusal before anything is planned never stood in line for a run, and is an end all the same.
    await stage.command('imagine', { prompt: 'x', model: 'nobody/nothing' })
    await stage.until('the refusal', finished('no model'))
    await stage.command('help')
    // What is wrong in itself becomes no job.
    await stage.command('imagine', { prompt: 'x', count: 99 })
    // A last frame is shown a moment before its job has ended.
    await expect.poll(() => told('ended').length, { timeout: 20_000 }).toBe(4)
  }

  expect([...told('ended')].sort()).toEqual([
    'ended picture done',
    'ended picture failed',
    'ended picture failed',
    'ended turn done',
  ])
  expect([...told('waited')].sort()).toEqual(['waited picture a while', 'waited picture a while', 'waited turn a while'])
  expect(told('handled')).toEqual(Array(6).fill('handled stage a while'))
})
