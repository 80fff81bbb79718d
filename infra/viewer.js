// Runs at the CDN before anything is forwarded to the API: a caller's own word about his address is replaced by what the
// CDN saw. The language is CloudFront's JavaScript 2.0.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it
function handler(event) {
  var request = event.request
  request.headers["x-beschlussweg-address"] = { value: event.viewer.ip }
  return request
}
