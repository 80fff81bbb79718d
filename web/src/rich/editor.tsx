/** Editor of a text of the content tree: what is typed and pasted becomes blocks, and nothing else. Loaded when it is needed. */
import "prosemirror-view/style/prosemirror.css"
import "./rich.css"
import type { SectionBlock } from "@beschlussweg/core/content"
import { baseKeymap } from "prosemirror-commands"
import { history } from "prosemirror-history"
import { keymap } from "prosemirror-keymap"
import type { Node } from "prosemirror-model"
import { type Command, EditorState, type Plugin } from "prosemirror-state"
import { tableEditing } from "prosemirror-tables"
import { type EditorProps, EditorView } from "prosemirror-view"
import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from "react"
import { createPortal } from "react-dom"
import { KEYS, rules } from "./command.ts"
import { fromDoc, toDoc } from "./convert.ts"
import { ClipboardParser, clean, MOST, pictures } from "./paste.ts"
import { LinkDialog, signature, Toolbar } from "./toolbar.tsx"

interface RichEditorProps {
  /** id of the text itself: links of "Was noch fehlt" and errors lead to it */
  readonly id?: string
  readonly label: string
  readonly hint?: string
  readonly error?: string | undefined
  /** the text to begin with; another one needs another `key` */
  readonly blocks: readonly SectionBlock[]
  readonly readOnly?: boolean
  /** called after each change; reading the whole text is the caller's choice of moment */
  readonly onChange: (read: () => SectionBlock[]) => void
  readonly onBlur?: () => void
  /** tools by their ids; all when absent */
  readonly only?: (tool: string) => boolean
  readonly extra?: ReactNode
  /** more of ProseMirror: plugins come before ours, views of nodes draw typed blocks, charts, pictures */
  readonly plugins?: readonly Plugin[]
  readonly nodeViews?: EditorProps["nodeViews"]
  readonly keys?: Readonly<Record<string, Command>>
  readonly onView?: (view: EditorView | undefined) => void
  /** where the toolbar stands instead of above the text; null: nowhere, until this text is the one in hand */
  readonly toolsIn?: HTMLElement | null
  /** the label is there for assistive technology only */
  readonly quiet?: boolean
}

export function RichEditor(props: RichEditorProps) {
  const own = useId()
  const { id = own, label, hint, error, blocks, readOnly = false, quiet = false } = props
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const [holds, setHolds] = useState("")
  const [said, setSaid] = useState("")
  const [linking, setLinking] = useState(false)
  const bar = useRef<HTMLDivElement>(null)
  const described = [hint && `${id}-hinweis`, error && `${id}-fehler`].filter(Boolean).join(" ")

  const changed = useEffectEvent((doc: Node) => props.onChange(() => fromDoc(doc)))
  const left = useEffectEvent(() => props.onBlur?.())
  const told = useEffectEvent((v: EditorView | undefined) => props.onView?.(v))
  const attributes = useEffectEvent(
    (): Record<string, string> => ({
      id,
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": `${id}-name`,
      lang: "de",
      class: "text",
      ...(described ? { "aria-describedby": described } : {}),
      ...(error ? { "aria-invalid": "true" } : {}),
      ...(readOnly ? { "aria-readonly": "true" } : {}),
    }),
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text to begin with is read once
  useEffect(() => {
    const place = host.current
    if (!place) return
    const link: Command = () => {
      setLinking(true)
      return true
    }
    const toolbar: Command = () => {
      bar.current?.querySelector<HTMLElement>("button[tabindex='0']")?.focus()
      return true
    }
    const state = EditorState.create({
      doc: toDoc(blocks),
      plugins: [
        ...(props.plugins ?? []),
        rules(),
        keymap({ ...props.keys }),
        keymap({ ...KEYS, "Mod-k": link, "Alt-F10": toolbar }),
        keymap(baseKeymap),
        history(),
        tableEditing(),
      ],
    })
    const made = new EditorView(place, {
      state,
      attributes,
      editable: () => !readOnly,
      nodeViews: props.nodeViews ?? {},
      clipboardParser: ClipboardParser.of(),
      transformPastedHTML: (html) => {
        const lost = pictures(html)
        if (html.length > MOST) {
          setSaid("Das Eingefügte ist zu groß und wurde nicht übernommen. Bitte fügen Sie es in Teilen ein.")
          return ""
        }
        setSaid(
          lost === 0
            ? "Eingefügt."
            : `Eingefügt. ${lost === 1 ? "Ein Bild wurde" : `${lost} Bilder wurden`} nicht übernommen.`,
        )
        return clean(html)
      },
      handleDOMEvents: {
        blur: () => {
          left()
          return false
        },
      },
      dispatchTransaction(tr) {
        const next = made.state.apply(tr)
        made.updateState(next)
        setHolds(signature(next))
        if (tr.docChanged) changed(next.doc)
      },
    })
    view.current = made
    setHolds(signature(state))
    told(made)
    return () => {
      told(undefined)
      view.current = undefined
      made.destroy()
    }
  }, [])
  // Names, errors and rights that change while the text is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attributes` reads them
  useEffect(() => {
    view.current?.setProps({ attributes: attributes(), editable: () => !readOnly })
  }, [id, described, error, readOnly])

  const tools = !readOnly && (
    <div ref={bar}>
      <Toolbar
        view={() => view.current}
        holds={holds}
        label={label}
        textId={id}
        only={props.only}
        extra={props.extra}
      />
    </div>
  )
  return (
    <div className={`kern-form-input ${error ? "kern-form-input--error" : ""}`}>
      <span className={quiet ? "kern-sr-only" : "kern-label"} id={`${id}-name`}>
        {label}
      </span>
      {hint && (
        <div className="kern-hint" id={`${id}-hinweis`}>
          {hint}
        </div>
      )}
      <div className="reich">
        {props.toolsIn === undefined ? tools : props.toolsIn && tools && createPortal(tools, props.toolsIn)}
        <div ref={host} />
      </div>
      <p className="kern-sr-only" role="status">
        {said}
      </p>
      {linking && (
        <LinkDialog
          view={() => view.current}
          onClose={() => {
            setLinking(false)
            view.current?.focus()
          }}
        />
      )}
      {error && (
        <p className="kern-error" id={`${id}-fehler`}>
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{error}</span>
        </p>
      )}
    </div>
  )
}
