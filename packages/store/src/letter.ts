/** A message as nodemailer puts it together: the same letter, whoever carries it. */
import type { Message } from "@beschlussweg/core/work"

/** one address; a list of them would be several recipients */
export const ADDRESS = /^[^\s<>",;@]+@[^\s<>",;@]+$/

export const composed = (m: Message, from: string) => ({
  from: { name: m.fromName.replace(/[\r\n]+/g, " "), address: from },
  to: { name: "", address: m.to },
  envelope: { from, to: [m.to] },
  subject: m.subject,
  text: m.text,
  html: m.html,
  messageId: m.messageId,
  date: m.at,
  headers: { ...m.headers },
  textEncoding: "quoted-printable" as const,
})
