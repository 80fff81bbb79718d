/** Abbildung: the file, what it shows in words, and its caption. A picture can be replaced; its words stay. */
import { useQuery } from "@tanstack/react-query"
import { useEffect, useEffectEvent, useId, useState } from "react"
import { body, client, Problem } from "../../../api.ts"
import { Drop } from "../../../part/drop.tsx"
import { Check } from "../../../part/field.tsx"
import { Alert, Button, Refusal, TextArea } from "../../../part/ui.tsx"
import { send } from "../../../part/upload.ts"
import type { BlockContext, FormProps, Of } from "../context.ts"
import { Line, Said } from "../words.tsx"

type Picture = Of<"image">
type File_ = Pick<Picture, "file" | "mediaType" | "width" | "height">

export function PictureForm({ block, change, readOnly, generation, context }: FormProps<Picture>) {
  const [replacing, setReplacing] = useState(false)
  return (
    <div className="formular">
      <p className="kern-body">
        {block.mediaType === "image/png" ? "PNG" : "JPEG"}, {block.width} × {block.height} Bildpunkte
      </p>
      {readOnly ? (
        <Said label="Beschreibung">{block.decorative ? "schmückend, ohne Aussage" : block.alt || "fehlt"}</Said>
      ) : (
        <>
          <Check
            label="Das Bild schmückt nur und sagt nichts aus."
            checked={block.decorative === true}
            onChange={(decorative) => {
              const { decorative: _, ...rest } = block
              change(decorative ? { ...rest, decorative, alt: "" } : rest)
            }}
          />
          {block.decorative !== true && (
            <TextArea
              label="Beschreibung des Bildes"
              hint="Was das Bild aussagt, für alle, die es nicht sehen. Sie wird vorgelesen und steht nicht im Druck."
              rows={3}
              maxLength={2000}
              value={block.alt}
              error={
                block.alt.trim() === "" ? "Ohne Beschreibung kann das Programm nicht eingereicht werden." : undefined
              }
              onChange={(event) => change({ ...block, alt: event.target.value }, "alt")}
            />
          )}
        </>
      )}
      <Line
        label="Bildunterschrift"
        value={block.caption ?? []}
        generation={generation}
        readOnly={readOnly}
        maxLength={1000}
        onChange={(caption) => {
          const { caption: _, ...rest } = block
          change(caption.length === 0 ? rest : { ...rest, caption }, "caption")
        }}
      />
      {!readOnly &&
        (replacing ? (
          <Pick
            context={context}
            onPick={(file) => {
              change({ ...block, ...file })
              setReplacing(false)
            }}
            onClose={() => setReplacing(false)}
          />
        ) : (
          <Button kind="secondary" onClick={() => setReplacing(true)}>
            Bild ersetzen
          </Button>
        ))}
    </div>
  )
}

/** A place for a picture whose file is not there yet. */
export function MissingPicture({
  change,
  readOnly,
  context,
}: FormProps<Of<"aside">> & { readonly change: (b: Picture) => void }) {
  if (readOnly) return <p className="kern-body">Hier fehlt noch die Bilddatei.</p>
  return <Pick context={context} onPick={(file) => change({ type: "image", ...file, alt: "" })} />
}

/** Chooses, sends and waits for the check of one file. */
function Pick({
  context,
  onPick,
  onClose,
}: {
  readonly context: BlockContext
  readonly onPick: (file: File_) => void
  readonly onClose?: () => void
}) {
  const id = useId()
  const [part, setPart] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const [upload, setUpload] = useState<{ readonly id: string; readonly width: number; readonly height: number }>()
  const checked = useQuery({
    queryKey: ["haus", context.haus, "upload", upload?.id ?? ""],
    queryFn: () =>
      body(
        client.uploads[":uploadId"].$get({ param: { tenant: context.haus, uploadId: upload?.id ?? "" }, query: {} }),
      ),
    enabled: upload !== undefined,
    refetchInterval: (q) => (q.state.data?.state === "checking" || q.state.data === undefined ? 700 : false),
  })
  const state = checked.data
  const take = useEffectEvent((file: File_) => onPick(file))
  useEffect(() => {
    if (!upload || state?.state !== "usable") return
    const { mediaType, sha256 } = state
    if (mediaType === "image/png" || mediaType === "image/jpeg")
      take({ file: sha256, mediaType, width: upload.width, height: upload.height })
  }, [state, upload])
  const choose = async (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    setProblem(undefined)
    setUpload(undefined)
    if (file.type !== "image/png" && file.type !== "image/jpeg")
      return setProblem(new Problem(0, { message: `„${file.name}“ ist kein Bild im Format PNG oder JPEG.` }))
    try {
      const { width, height } = await pixelsOf(file)
      setPart(0)
      const uploadId = await send(context.haus, file, { purpose: "image" }, setPart)
      setUpload({ id: uploadId, width, height })
    } catch (error) {
      if (error instanceof Problem) setProblem(error)
      else
        setProblem(
          new Problem(0, {
            message: `„${file.name}“ lässt sich nicht als Bild öffnen. Bitte wählen Sie eine andere Datei.`,
          }),
        )
    } finally {
      setPart(undefined)
    }
  }
  const waiting = upload !== undefined && state?.state !== "usable" && state?.state !== "refused"
  return (
    <div className="formular">
      <Drop
        id={`${id}-datei`}
        label="Bilddatei wählen"
        hint="PNG oder JPEG, höchstens 10 MB; oder hierher ziehen"
        accept="image/png,image/jpeg"
        onFiles={(files) => void choose(files)}
      />
      {part !== undefined && (
        <label className="kern-body">
          Übertragung <progress value={part} max={1} /> {Math.round(part * 100)} %
        </label>
      )}
      <p className="kern-body" role="status">
        {waiting ? "Das Bild ist übertragen und wird geprüft." : ""}
      </p>
      {state?.state === "refused" && (
        <Alert tone="danger" title="Das Bild kann nicht verwendet werden." live>
          <ul className="kern-list">
            {state.findings.map((f) => (
              <li key={f.message}>{f.message}</li>
            ))}
          </ul>
        </Alert>
      )}
      {problem && <Refusal problem={problem} />}
      {onClose && (
        <Button kind="tertiary" onClick={onClose}>
          Bisheriges Bild behalten
        </Button>
      )}
    </div>
  )
}

/** @throws where the file is no picture */
async function pixelsOf(file: File): Promise<{ width: number; height: number }> {
  const picture = await createImageBitmap(file)
  const { width, height } = picture
  picture.close()
  if (width < 1 || height < 1) throw new Error("no picture")
  return { width, height }
}
