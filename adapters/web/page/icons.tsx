import type { JSX } from 'preact'

const icon = (paths: string): (() => JSX.Element) => {
  const Icon = () => (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" stroke-width="1.6">
      <path d={paths} fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  )
  return Icon
}

/** Line icons, drawn in the colour of the text around them. */
export const Plus = icon('M10 4v12M4 10h12')
export const Send = icon('M10 16V4M5 9l5-5 5 5')
export const Close = icon('M5 5l10 10M15 5L5 15')
export const Menu = icon('M3 6h14M3 10h14M3 14h9')
export const Attach = icon(
  'M3.5 5.500a1.5 1.5 0 0 1 1.5-1.500h10a1.5 1.5 0 0 1 1.5 1.500v9a1.5 1.5 0 0 1-1.5 1.500H5a1.5 1.5 0 0 1-1.5-1.500zM3.5 13l3.5-3.5 3 3 2.5-2.5 4 4M12.7 7.500h.1',
)
export const Left = icon('M12 4l-6 6 6 6')
export const Right = icon('M8 4l6 6-6 6')
export const Down = icon('M10 4v12M5 11l5 5 5-5')
export const Download = icon('M10 3v9M6 8.500l4 4 4-4M4 16.500h12')
export const Edit = icon('M4 16l.8-3.500L13 4.300a1.4 1.4 0 0 1 2 0l.700.700a1.4 1.4 0 0 1 0 2L7.5 15.200z')
export const Trash = icon('M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.600l.7-10M8.5 9v4M11.5 9v4')
export const Reply = icon('M8 5L3.5 9.5 8 14M4 9.500h7a5 5 0 0 1 5 5v1')
export const Copy = icon('M7 7V4.500h8.500V13H13M4.5 7H13v8.500H4.500z')
export const Thread = icon('M4 4.500h12v8h-6l-3.5 3v-3H4zM7 8.500h6')
export const Frames = icon('M3.5 3.500h5v5h-5zM11.5 3.500h5v5h-5zM3.5 11.500h5v5h-5zM11.5 11.500h5v5h-5z')
export const Tasks = icon('M3.5 5h.01M7.5 5h9M3.5 10h.01M7.5 10h9M3.5 15h.01M7.5 15h9')
export const Sun = icon(
  'M10 6.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.5 10H18M4.3 4.300l1.1 1.100M14.6 14.600l1.1 1.100M4.3 15.700l1.1-1.100M14.6 5.400l1.1-1.1',
)
export const Moon = icon('M16 11.500A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.500z')
export const Screen = icon('M3 4.500h14v9H3zM7.5 16.500h5M10 13.500v3')
export const More = icon('M4.5 10h.01M10 10h.01M15.5 10h.01')
export const Link = icon(
  'M8.5 11.500a3 3 0 0 0 4.2 0l2.6-2.600a3 3 0 0 0-4.2-4.200l-.9.9M11.5 8.500a3 3 0 0 0-4.2 0l-2.6 2.600a3 3 0 0 0 4.2 4.200l.9-.9',
)
