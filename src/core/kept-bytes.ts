/**
 * The lock of some bytes in the store of blobs, by their name. Bytes are stored once for all who use them: whoever stores
 * them and notes that they are used, or removes them since nobody does, holds this lock from the one to the other.
 */
export const bytesLock = (blob: string): string => `bytes ${blob}`
