import { localEngine } from '../../src/jobs/local.ts'
import { openStore } from '../../src/store/open.ts'
import { enginePromises } from '../contracts/engine.ts'
import type { EngineBed } from '../contracts/engine-bed.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

const make = async (): Promise<EngineBed> => {
  const store = await openStore({ url: 'memory:', dataDir: 'unused' })
  return {
    records: store.records,
    open: async (times = {}) => localEngine({ database: store.database, log: quiet, ...times }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

enginePromises('the local engine', make)
