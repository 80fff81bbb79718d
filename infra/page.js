// Runs at the CDN for the web application: every address below /app/ that is no built file is the one page
// (the licences' names stand in functions/src/asset.ts, too; a test compares them).
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it
function handler(event) {
  var request = event.request
  if (request.uri === "/app")
    return { statusCode: 308, statusDescription: "Permanent Redirect", headers: { location: { value: "/app/" } } }
  var named = request.uri === "/app/lizenzen.json" || request.uri === "/app/lizenzen.txt"
  if (!named && !request.uri.startsWith("/app/assets/")) request.uri = "/app/index.html"
  return request
}
