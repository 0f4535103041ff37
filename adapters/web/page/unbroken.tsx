/** A flag with a value longer than this may break: it would not fit on a line of a phone. */
const longFlag = 28

/** The words of a command, its flags each on one line with their values: `--count 4` is not torn apart. */
export const Unbroken = ({ text }: { readonly text: string }) => (
  <>
    {text.split(/(\s+)(?=--[a-z])/i).map((piece, index) =>
      piece.startsWith('--') && piece.length <= longFlag ? (
        <span key={index} class="unbroken">
          {piece}
        </span>
      ) : (
        piece
      ),
    )}
  </>
)
