import type { Picture } from '#core/post.ts'
import { Download } from './icons.tsx'
import { downloadName, fileUrl } from './pictures.tsx'

function MadeFile({ file, index, count }: { readonly file: Picture; readonly index: number; readonly count: number }) {
  const { blob, contentType, alt } = file
  const url = fileUrl(blob)
  const nth = count === 1 ? '' : ` ${index + 1}`
  const what = contentType.startsWith('video/') ? `Video${nth}` : contentType.startsWith('audio/') ? `Sound${nth}` : `File${nth}`
  const label = alt === '' ? what : `${what}: ${alt}`
  return (
    <figure class="made-file">
      {contentType.startsWith('video/') && <video controls playsInline preload="metadata" src={url} aria-label={label} />}
      {contentType.startsWith('audio/') && <audio controls preload="metadata" src={url} aria-label={label} />}
      <figcaption>
        <a class="text-button strong" href={url} download={downloadName(alt, index, contentType)}>
          <Download /> {what}
        </a>
      </figcaption>
    </figure>
  )
}

/** What a model made that is no picture: films and sound are played in place, everything can be saved. */
export function MadeFiles({ files }: { readonly files: readonly Picture[] }) {
  return files.length === 0 ? null : (
    <div class="made-files">
      {files.map((file, index) => (
        <MadeFile key={file.blob} file={file} index={index} count={files.length} />
      ))}
    </div>
  )
}
