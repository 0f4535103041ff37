import { benchAccept } from './accept/accept.ts'
console.log(await benchAccept({ full: process.argv.includes('--full') }))
