/** The patterns file has no types of its own. */
declare module "hyphen/patterns/de-1996.js" {
  const patterns: { readonly patterns: readonly string[] }
  // biome-ignore lint/style/noDefaultExport: the library exports so
  export default patterns
}
