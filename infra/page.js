// Runs at the CDN for the web application: every address below /app/ that is no built file is the one page.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it
function handler(event) {
  var request = event.request
  if (request.uri === "/app")
    return { statusCode: 308, statusDescription: "Permanent Redirect", headers: { location: { value: "/app/" } } }
  if (!request.uri.startsWith("/app/assets/")) request.uri = "/app/index.html"
  return request
}
