/** Kontakt: a function first, then who holds it, and how to reach them. */
import { TextArea } from "../../../part/ui.tsx"
import type { FormProps, Of } from "../context.ts"
import { useTyped } from "../typed.ts"
import { Said, Short } from "../words.tsx"

const LINES = 8
/** as the service checks it, roughly: what it refuses in the end it says itself */
const MAIL = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]{2,}$/

export function ContactForm({ block, change, readOnly }: FormProps<Of<"contact">>) {
  const set = (next: Partial<Of<"contact">>, about: string) => {
    const all: Record<string, unknown> = { ...block, ...next }
    for (const key of ["name", "phone", "mail"]) if (all[key] === "" || all[key] === undefined) delete all[key]
    change(all as Of<"contact">, about)
  }
  const mail = useTyped(
    block.mail,
    (v) => v ?? "",
    (text) => (MAIL.test(text.trim()) ? text.trim() : undefined),
    (value) => set({ mail: value }, "mail"),
  )
  const many = block.lines.length > LINES
  return (
    <div className="reihe__felder">
      <Short
        label="Funktion"
        hint="zum Beispiel Leitung des Jobcenters"
        readOnly={readOnly}
        maxLength={200}
        value={block.role}
        onChange={(role) => set({ role }, "role")}
      />
      <Short
        label="Name"
        optional
        hint="Namen stehen nur hier, nicht im übrigen Text."
        readOnly={readOnly}
        maxLength={200}
        value={block.name ?? ""}
        onChange={(name) => set({ name }, "name")}
      />
      {readOnly ? (
        <Said label="Anschrift">{block.lines.join(", ") || "–"}</Said>
      ) : (
        <TextArea
          label="Anschrift"
          hint={`Je Zeile eine Angabe, höchstens ${LINES} Zeilen`}
          optional
          rows={4}
          error={many ? `Das sind ${block.lines.length} Zeilen. Bitte fassen Sie sie zu ${LINES} zusammen.` : undefined}
          value={block.lines.join("\n")}
          onChange={(event) =>
            set(
              {
                lines:
                  event.target.value === ""
                    ? []
                    : event.target.value
                        .split("\n")
                        .slice(0, LINES)
                        .map((l) => l.slice(0, 200)),
              },
              "lines",
            )
          }
        />
      )}
      <Short
        label="Telefon"
        optional
        type="tel"
        readOnly={readOnly}
        maxLength={60}
        value={block.phone ?? ""}
        onChange={(phone) => set({ phone }, "phone")}
      />
      <Short
        label="E-Mail-Adresse"
        optional
        autoComplete="off"
        error={mail.wrong ? "Bitte geben Sie eine Adresse wie jobcenter@aulenfeld.example ein." : undefined}
        readOnly={readOnly}
        maxLength={200}
        value={mail.text}
        onChange={mail.set}
      />
    </div>
  )
}
