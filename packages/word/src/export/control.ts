/** Content controls: frames around what Word shows and cannot know, with a name for people and a tag for our import. */
import { attribute } from "./part.ts"

export interface Control {
  /** what people see at the frame */
  readonly alias: string
  readonly tag: string
  /** number of the control, unique in the file */
  readonly no: number
  /** its content cannot be changed in Word */
  readonly locked?: boolean
}

/** @param inner runs inside a paragraph, or whole blocks */
export function control({ alias, tag, no, locked = false }: Control, inner: string): string {
  const lock = locked ? `<w:lock w:val="sdtContentLocked"/>` : ""
  return `<w:sdt><w:sdtPr><w:alias w:val="${attribute(alias)}"/><w:tag w:val="${attribute(tag)}"/><w:id w:val="${no}"/>${lock}</w:sdtPr><w:sdtContent>${inner}</w:sdtContent></w:sdt>`
}
