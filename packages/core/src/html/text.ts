/** Text for an HTML page: nothing in it can become an element, an attribute or a script. */

/** For elements and for attributes in double quotes; signs that no page may hold are left out. */
export function esc(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "")
      // the paper has no marks of direction; a page that had them would show other figures
      .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
      .replace(/"/g, "&quot;")
      .replace(/'/g, "&#39;")
  )
}

/** An address that a link may have; anything else stays words. */
export const linkable = (href: string): boolean => /^(https?:\/\/|mailto:|tel:)[^\s\u0000-\u001f]+$/i.test(href)

/** "-1234.5" is "-1.234,5" */
export function figure(value: string): string {
  const [whole = "0", fraction] = value.replace("-", "").split(".")
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ".")
  return `${value.startsWith("-") ? "\u2212" : ""}${grouped}${fraction === undefined ? "" : `,${fraction}`}`
}

const CHUNK = 0x8000
export function base64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; i += CHUNK) parts.push(String.fromCharCode(...bytes.subarray(i, i + CHUNK)))
  return btoa(parts.join(""))
}
