/** Lizenzen Dritter: every package that runs, with licence, source and text, made with the build. */
import { useQuery } from "@tanstack/react-query"
import type { Licences } from "../../licences.ts"
import { Problem } from "../api.ts"
import { Plain } from "../part/frame.tsx"
import { PageTitle } from "../part/title.tsx"
import { Loading, Refusal } from "../part/ui.tsx"

async function load(): Promise<Licences> {
  const response = await fetch("/app/lizenzen.json")
  if (!response.ok)
    throw new Problem(response.status, {
      message: "Die Lizenzen konnten nicht geladen werden. Bitte versuchen Sie es noch einmal.",
    })
  return response.json() as Promise<Licences>
}

export function Lizenzen() {
  const { data, error, refetch } = useQuery({
    queryKey: ["lizenzen"],
    queryFn: load,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Plain>
      <PageTitle name="Lizenzen Dritter">Lizenzen Dritter</PageTitle>
      <p className="kern-body">
        Beschlussweg steht unter der EUPL-1.2 und enthält diese Werke anderer unter ihren Lizenzen. Das Design folgt dem
        KERN-Standard; sein Stil ist unverändert enthalten. <a href="/app/lizenzen.txt">Alles als Text</a>
      </p>
      {error && (
        <Refusal
          problem={
            error instanceof Problem ? error : new Problem(0, { message: "Die Lizenzen konnten nicht geladen werden." })
          }
          again={() => void refetch()}
        />
      )}
      {!data && !error && <Loading what="Die Lizenzen werden geladen." />}
      {data && (
        <ul className="lizenzen">
          {data.packages.map((p) => (
            <li key={`${p.name}@${p.version}`}>
              <h2>
                {p.name} {p.version}
              </h2>
              <p className="kern-body">
                {p.licence} ·{" "}
                {p.source.startsWith("http") ? (
                  <a href={p.source} rel="noreferrer">
                    {p.source}
                  </a>
                ) : (
                  p.source
                )}
              </p>
              {p.texts.length === 0 ? (
                <p className="kern-body">Das Paket bringt keinen eigenen Lizenztext mit.</p>
              ) : (
                p.texts.map((key) => (
                  <details className="mehr" key={key}>
                    <summary>
                      Lizenztext<span className="kern-sr-only"> von {p.name}</span>
                    </summary>
                    <div lang="en" className="umbruch">
                      {data.texts[key]}
                    </div>
                  </details>
                ))
              )}
            </li>
          ))}
        </ul>
      )}
    </Plain>
  )
}
