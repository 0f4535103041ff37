import { viewOf, type View } from './route.ts'
import { createStore } from './store.ts'

/** Which page is shown. The place of the conversation stays what it is while another page is. */
export const view = createStore<View>(viewOf(location.pathname))
