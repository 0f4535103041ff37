import { benchStore } from './store/store.ts'
console.log(await benchStore({ full: process.argv.includes('--full') }))
