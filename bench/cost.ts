/** Cost: what one procedure from the submission to the last result asks of table, keys, files and processor. */
import { type Cost, procedure } from "./cost/procedure.ts"
import { type Figure, median, type Outcome } from "./measure.ts"

const sum = (costs: readonly Cost[], of: (cost: Cost) => number): number =>
  costs.reduce((total, cost) => total + of(cost), 0)

const PEOPLE = ["list", "look", "act"]

export async function cost(): Promise<Outcome> {
  const { costs, items, papers, mails, signatures } = await procedure(40)
  const people = costs.filter((c) => PEOPLE.includes(c.what))
  const worker = costs.filter((c) => !PEOPLE.includes(c.what))
  const lists = costs.filter((c) => c.what === "list")
  const acts = costs.filter((c) => c.what === "act")
  const signing = worker.filter((c) => c.keys > 0)
  const kinds = [...new Set(costs.map((c) => c.what))]
  const figures: Figure[] = [
    { name: "signatures of persons", value: signatures, unit: "" },
    { name: "write units", value: sum(costs, (c) => c.write), unit: "", limit: 200, goal: true },
    { name: "read units", value: sum(costs, (c) => c.read), unit: "", limit: 150, goal: true },
    { name: "  of them requests: read", value: sum(people, (c) => c.read), unit: "" },
    { name: "  of them requests: write", value: sum(people, (c) => c.write), unit: "" },
    {
      name: "read units of a task list, at most",
      value: Math.max(...lists.map((c) => c.read)),
      unit: "",
      limit: 2,
      goal: true,
    },
    {
      name: "calls of the authority's key per duty that signs, at most",
      value: Math.max(...signing.map((c) => c.keys)),
      unit: "",
      limit: 6,
      goal: true,
    },
    { name: "calls of the authority's key in all", value: sum(costs, (c) => c.keys), unit: "" },
    { name: "requests", value: people.length, unit: "" },
    { name: "duties", value: worker.length, unit: "" },
    { name: "mails", value: mails, unit: "" },
    { name: "bytes of items that stay", value: items, unit: "B" },
    { name: "bytes of files that stay", value: papers, unit: "B" },
    { name: "files written", value: sum(costs, (c) => c.files), unit: "" },
    { name: "bytes of answers", value: sum(people, (c) => c.answer), unit: "B" },
    { name: "a request that changes something, p50", value: median(acts.map((c) => c.ms)), unit: "ms" },
    { name: "requests, processor time in all", value: sum(people, (c) => c.cpuMs), unit: "ms" },
    { name: "duties, time in all", value: sum(worker, (c) => c.ms), unit: "ms" },
    { name: "duties, processor time in all", value: sum(worker, (c) => c.cpuMs), unit: "ms" },
    ...kinds.flatMap((kind): Figure[] => {
      const own = costs.filter((c) => c.what === kind)
      return [
        { name: `${kind} (${own.length}): read units`, value: sum(own, (c) => c.read), unit: "" },
        { name: `${kind} (${own.length}): write units`, value: sum(own, (c) => c.write), unit: "" },
        { name: `${kind} (${own.length}): time`, value: sum(own, (c) => c.ms), unit: "ms" },
      ]
    }),
  ]
  const notes = [
    "Counted are the person's task list, one look at the Vorlage and the act itself, each with its membership read, and every duty until nothing is due.",
    "Not counted: the sweep's own 16 queries a minute, which cost the same whether or not there is a procedure.",
  ]
  return { figures, notes, raw: { costs } }
}
