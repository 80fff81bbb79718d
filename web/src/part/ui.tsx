/** Thin parts with KERN's class names: what the design standard gives as HTML, with names and errors tied to fields. */
import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
  useId,
} from "react"
import type { Problem } from "../api.ts"

type Kind = "primary" | "secondary" | "tertiary"
/** A button; a busy one says so and takes no second click, but keeps the focus. */
export function Button({
  kind = "primary",
  busy = false,
  children,
  onClick,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly kind?: Kind; readonly busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={`kern-btn kern-btn--${kind} ${rest.className ?? ""}`}
      aria-disabled={busy || rest["aria-disabled"]}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      <span className="kern-label">{busy ? "Einen Augenblick ..." : children}</span>
    </button>
  )
}

type Tone = "info" | "success" | "warning" | "danger"
const TONE = { info: "Hinweis", success: "Erledigt", warning: "Achtung", danger: "Fehler" } as const

/** A message in the page. `live` reads it aloud when it appears. */
export function Alert({
  tone,
  title,
  live = false,
  children,
}: {
  readonly tone: Tone
  readonly title: string
  readonly live?: boolean
  readonly children?: ReactNode
}) {
  return (
    <div
      className={`kern-alert kern-alert--${tone}`}
      role={live ? (tone === "danger" ? "alert" : "status") : undefined}
    >
      <div className="kern-alert__header">
        <span className={`kern-icon kern-icon--${tone}`} aria-hidden="true" />
        <span className="kern-title">
          <span className="kern-sr-only">{TONE[tone]}: </span>
          {title}
        </span>
      </div>
      {children && <div className="kern-alert__body">{children}</div>}
    </div>
  )
}

/** What the service refused: the sentence, what is wrong where, and the mark by which support finds it. */
export function Refusal({ problem, again }: { readonly problem: Problem; readonly again?: () => void }) {
  return (
    <Alert tone="danger" title={problem.message} live>
      {problem.findings.length > 0 && (
        <ul className="kern-list">
          {problem.findings.map((f) => (
            <li key={`${f.place}|${f.reason}|${f.message}`}>
              {f.place && <strong>{f.place}: </strong>}
              {f.message}
            </li>
          ))}
        </ul>
      )}
      {problem.requestId && problem.status >= 500 && (
        <p className="kern-body">Kennung für Rückfragen: {problem.requestId}</p>
      )}
      {again && problem.status !== 403 && problem.status !== 404 && (
        <Button kind="secondary" onClick={again}>
          Noch einmal versuchen
        </Button>
      )}
    </Alert>
  )
}

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`kern-badge kern-badge--${tone}`}>
      <span className="kern-label kern-label--small">{children}</span>
    </span>
  )
}

/** Something is being fetched; said only after a moment, so that quick answers do not flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <div className="laden" role="status">
      <div className="kern-loader kern-loader--visible" aria-hidden="true" />
      <p className="kern-body">{what}</p>
    </div>
  )
}

interface Labelled {
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  readonly optional?: boolean
}
/** What every field of text has: label, hint and error, tied to the control by its id. */
function Field({
  id,
  label,
  hint,
  error,
  optional = false,
  children,
}: Labelled & {
  readonly id: string
  /** the control, with the attributes that tie it to hint and error */
  readonly children: (tied: {
    id: string
    className: string
    "aria-invalid": true | undefined
    "aria-describedby": string | undefined
  }) => ReactNode
}) {
  const described = [hint && `${id}-hinweis`, error && `${id}-fehler`].filter(Boolean).join(" ")
  return (
    <div className={`kern-form-input ${error ? "kern-form-input--error" : ""}`}>
      <label className="kern-label" htmlFor={id}>
        {label}
        {optional && <span className="kern-label__optional"> (freiwillig)</span>}
      </label>
      {hint && (
        <div className="kern-hint" id={`${id}-hinweis`}>
          {hint}
        </div>
      )}
      {children({
        id,
        className: "kern-form-input__input",
        "aria-invalid": error ? true : undefined,
        "aria-describedby": described || undefined,
      })}
      {error && (
        <p className="kern-error" id={`${id}-fehler`} role="alert">
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{error}</span>
        </p>
      )}
    </div>
  )
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  optional,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & Labelled) {
  const own = useId()
  return (
    <Field id={rest.id ?? own} {...{ label, hint, error, optional }}>
      {(tied) => <textarea {...rest} {...tied} />}
    </Field>
  )
}

/** One line of input. */
export function Input({ label, hint, error, optional, ...rest }: InputHTMLAttributes<HTMLInputElement> & Labelled) {
  const own = useId()
  return (
    <Field id={rest.id ?? own} {...{ label, hint, error, optional }}>
      {(tied) => <input {...rest} {...tied} />}
    </Field>
  )
}

export interface Option {
  readonly value: string
  readonly label: string
}
export function Select({
  id: given,
  label,
  options,
  value,
  onChange,
  hint,
  error,
}: {
  readonly id?: string
  readonly label: string
  readonly options: readonly Option[]
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly error?: string | undefined
}) {
  const own = useId()
  const id = given ?? own
  const described = [hint && `${id}-hinweis`, error && `${id}-fehler`].filter(Boolean).join(" ")
  return (
    <div className={`kern-form-input ${error ? "kern-form-input--error" : ""}`}>
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <div className="kern-hint" id={`${id}-hinweis`}>
          {hint}
        </div>
      )}
      <div className="kern-form-input__select-wrapper">
        <select
          id={id}
          className="kern-form-input__select"
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      </div>
      {error && (
        <p className="kern-error" id={`${id}-fehler`}>
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{error}</span>
        </p>
      )}
    </div>
  )
}
