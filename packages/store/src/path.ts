/** Paths of files below a tenant, the same on disk and in a bucket. */

// No segment begins with a dot: "..", hidden files and our own temporary folder cannot be spelled.
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/
const MAX_PATH = 400
const MAX_SEGMENT = 200

/** @returns the path. @throws Error for anything but segments of [A-Za-z0-9_.-] that do not begin with a dot */
export function checkPath(path: string): string {
  const long = path.length > MAX_PATH || path.split("/").some((segment) => segment.length > MAX_SEGMENT)
  if (long || !PATH.test(path)) throw new Error(`not a path of a file: ${JSON.stringify(path.slice(0, 80))}`)
  return path
}
