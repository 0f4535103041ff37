import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Open } from './drive.ts'
import { fetchFile } from './fetch-file.ts'
import type { FileStore } from './file-store.ts'
import { outputFolder, type PredictionStore } from './prediction-store.ts'

const dataUri = /^data:[^,]{0,200}?(;base64)?,/i

/**
 * Opens what file inputs name: files and outputs of this sandbox (by their unguessable path, whatever address it was
 * reached at when the link was made), data URIs, and public https addresses.
 */
export const openInput =
  (dataDir: string, files: FileStore, predictions: PredictionStore): Open =>
  async (url, signal) => {
    const data = dataUri.exec(url)
    if (data !== null) {
      const body = url.slice(data[0].length)
      return data[1] === undefined ? Buffer.from(decodeURIComponent(body)) : Buffer.from(body, 'base64')
    }
    const address = URL.parse(url)
    if (address === null) throw new Error('A file input must be an address or a data URI')
    const upload = /\/v1\/files\/([^/]+)$/.exec(address.pathname)
    const uploaded = upload === null ? undefined : await files.read(decodeURIComponent(upload[1] ?? ''))
    if (uploaded !== undefined) return uploaded
    const output = /\/output\/([a-z2-7]{52})\/([^/]+)$/.exec(address.pathname)
    const maker = output === null ? undefined : predictions.byOutputKey(output[1] ?? '')
    if (maker !== undefined)
      return readFile(join(outputFolder(dataDir, maker.id), basename(decodeURIComponent(output?.[2] ?? ''))))
    return fetchFile(url, signal)
  }
