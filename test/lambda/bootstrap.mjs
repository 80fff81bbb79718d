/** What Lambda's Node runtime does: loads the handler, asks for events one by one, hands back what it answers. */
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const post = (path, value) => fetch(`${api}/${path}`, { method: "POST", body: JSON.stringify(value ?? null) })
const said = (error) => ({ errorType: error?.name ?? "Error", errorMessage: String(error?.message ?? error) })
let handler
try {
  handler = (await import(process.env._HANDLER)).handler
  await post("init/done", { ms: performance.now() })
} catch (error) {
  await post("init/error", said(error))
  process.exit(1)
}
for (;;) {
  const next = await fetch(`${api}/invocation/next`)
  const id = next.headers.get("lambda-runtime-aws-request-id")
  const deadline = Number(next.headers.get("lambda-runtime-deadline-ms"))
  const context = {
    awsRequestId: id,
    functionName: "test",
    functionVersion: "$LATEST",
    memoryLimitInMB: "2048",
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  try {
    await post(`invocation/${id}/response`, await handler(await next.json(), context))
  } catch (error) {
    await post(`invocation/${id}/error`, said(error))
  }
}
