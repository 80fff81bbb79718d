/** Files of the built web application as every server of them knows them: this one at home, the CDN in the cloud. */

/** Media types by ending; a file with another ending is not served. */
export const TYPE: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
}

/** What is fetched below /app/ under its own name; every other address there that is no asset is the one page. */
export const PLAIN = ["lizenzen.json", "lizenzen.txt"] as const
