const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Foreign text as it may stand in a page, between tags or in a quoted attribute. */
export const escape = (text: string): string => text.replace(/[&<>"]/g, letter => escapes[letter] ?? '')
