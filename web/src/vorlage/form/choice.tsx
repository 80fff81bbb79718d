/** Ja or nein, or nothing yet. */
export function YesNo({
  id,
  legend,
  hint,
  value,
  error,
  words = ["ja", "nein"],
  onChange,
}: {
  readonly id: string
  readonly legend: string
  readonly hint?: string
  readonly value: boolean | null
  readonly error?: string | undefined
  readonly words?: readonly [string, string]
  readonly onChange: (value: boolean) => void
}) {
  const described = [hint && `${id}-hinweis`, error && `${id}-fehler`].filter(Boolean).join(" ")
  return (
    <fieldset
      className={`kern-fieldset ${error ? "kern-fieldset--error" : ""}`}
      aria-describedby={described || undefined}
    >
      <legend className="kern-label">{legend}</legend>
      {hint && (
        <div className="kern-hint" id={`${id}-hinweis`}>
          {hint}
        </div>
      )}
      <div className="kern-fieldset__body kern-fieldset__body--horizontal">
        {([true, false] as const).map((answer) => (
          <div className="kern-form-check" key={String(answer)}>
            <input
              id={`${id}-${answer ? "ja" : "nein"}`}
              type="radio"
              name={id}
              className="kern-form-check__radio"
              checked={value === answer}
              onChange={() => onChange(answer)}
            />
            <label className="kern-label" htmlFor={`${id}-${answer ? "ja" : "nein"}`}>
              {answer ? words[0] : words[1]}
            </label>
          </div>
        ))}
      </div>
      {error && (
        <p className="kern-error" id={`${id}-fehler`}>
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{error}</span>
        </p>
      )}
    </fieldset>
  )
}
