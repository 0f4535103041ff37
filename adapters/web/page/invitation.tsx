import { typeOn, write } from './typed.ts'
import { chat, say } from './session.ts'
import { Unbroken } from './unbroken.tsx'

const toTry = [
  { text: '/imagine a red fox in the snow --count 4', about: 'Four pictures, as they are painted' },
  { text: 'Help me name a small bakery by the sea. Five ideas, one line each.', about: 'A conversation that remembers' },
  { text: '/imagine a lighthouse in a storm, oil painting --aspect 16:9', about: 'One wide picture, in a style' },
]

/** What an empty channel says: three things to try, each one click. */
export function Invitation(props: { readonly room: string; readonly isThread: boolean; readonly charged: boolean }) {
  const { room, isThread, charged } = props
  if (isThread) return <p class="quiet-start">This thread begins with your first message.</p>
  const trySending = (text: string): void => {
    const { place } = chat.get()
    if (place === undefined) write(text)
    else {
      say(place, { text, files: [] })
      typeOn.set(count => count + 1)
    }
  }
  return (
    <section class="invitation">
      <img src="/icon.svg" width={48} height={48} alt="" />
      <h2>Welcome to #{room}</h2>
      <p>
        Say what you would like to see or talk about. A message gets an answer, and a slash opens the commands.{' '}
        {!charged && 'This is the sandbox: nothing is charged. '}Try one of these:
      </p>
      <ul>
        {toTry.map(({ text, about }) => (
          <li key={text}>
            <button type="button" onClick={() => trySending(text)}>
              <b>
                <Unbroken text={text} />
              </b>
              <span>{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
