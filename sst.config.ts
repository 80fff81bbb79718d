/// <reference path="./.sst/platform/config.d.ts" />

/** The stage in the cloud: name, region, protection. What stands there is in `infra/`. */
// biome-ignore lint/style/noDefaultExport: SST reads the default export
export default $config({
  // SST wants no import at the top: it reads the name before it knows its providers.
  async app({ stage }) {
    const { APP, REGION, SST_VERSION, stageOf } = await import("./infra/stage.ts")
    const { kind, lasting } = stageOf(stage, process.env)
    return {
      name: APP,
      version: SST_VERSION,
      home: "aws",
      removal: lasting ? "retain" : "remove",
      protect: kind === "production",
      providers: {
        aws: { region: REGION, defaultTags: { tags: { "beschlussweg:stage": stage } } },
        random: "4.16.6",
      },
    }
  },
  async run() {
    const { program } = await import("./infra/program.ts")
    return program()
  },
})
