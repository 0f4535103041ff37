/** Whether a text shows nothing: no character at all, or only white space, controls and characters nobody can see. */
export const isBlank = (text: string): boolean => /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u.test(text)
