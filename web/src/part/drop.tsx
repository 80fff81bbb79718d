/** A place for files: by drag, or by the button, which every keyboard reaches. */
import { useRef, useState } from "react"
import { Button } from "./ui.tsx"

export function Drop({
  id,
  label,
  hint,
  accept,
  multiple = false,
  onFiles,
}: {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly accept?: string
  readonly multiple?: boolean
  readonly onFiles: (files: File[]) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for every keyboard
    <div
      className="ablage"
      data-darueber={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const files = [...event.dataTransfer.files]
        onFiles(multiple ? files : files.slice(0, 1))
      }}
    >
      <input
        ref={input}
        hidden
        type="file"
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          // The same file can be chosen again.
          event.target.value = ""
          if (files.length > 0) onFiles(files)
        }}
      />
      <Button id={id} kind="secondary" aria-describedby={`${id}-hinweis`} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <p className="kern-hint" id={`${id}-hinweis`}>
        {hint}
      </p>
    </div>
  )
}
