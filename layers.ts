/** A folder with one job, and the folders whose modules its own may import. */
interface Layer {
  holds: string;
  mayImport: readonly string[];
}

/**
 * Who may import whom, types included. The longest folder that a file is in is its layer; files at
 * the root set up tools and are in none. Lint refuses every other import, and every circle
 * (scripts/lint/); docs/architecture.md shows the table. Where an import is refused, move what both
 * sides need to where both may reach it before you add a name here.
 */
export const layers: Readonly<Record<string, Layer>> = {
  schema: { holds: 'the GraphQL schema; generated types', mayImport: [] },
  tools: { holds: 'command lines, files and near names: what programs of all folders share', mayImport: [] },
  domain: { holds: 'rules without input or output: status, lines, limits, expressions', mayImport: ['schema'] },
  resolvers: { holds: 'one file a field, a folder for a pipeline; `manifest.ts` is the wiring table', mayImport: ['domain', 'schema'] },
  functions: { holds: 'one folder for each Lambda function; `lib/` for what they share', mayImport: ['domain', 'schema'] },
  infra: { holds: 'the CDK app, and the build of what it hands to AppSync and Lambda', mayImport: ['domain', 'resolvers', 'tools'] },
  web: { holds: 'the client for browsers and Node, its package, the pages', mayImport: ['domain', 'schema', 'tools'] },
  'local/emulator': { holds: 'AWS on one machine, for any template; knows nothing of Onhand', mayImport: [] },
  'local/catalogue': {
    holds: 'the sample catalogue; initial loads, which write what functions would have written',
    mayImport: ['domain', 'functions', 'infra', 'local/emulator', 'schema'],
  },
  local: { holds: "Onhand's local stack", mayImport: ['infra', 'local/catalogue', 'local/emulator', 'tools', 'web'] },
  simulation: {
    holds: 'the whole system in one process on a virtual clock, with faults and checks',
    mayImport: ['domain', 'functions', 'infra', 'local', 'local/emulator', 'schema', 'tests', 'tools', 'web'],
  },
  scripts: {
    holds: 'commands for operators, checks, generated documents',
    mayImport: ['domain', 'functions', 'infra', 'local', 'local/catalogue', 'schema', 'simulation', 'tools', 'web'],
  },
  examples: { holds: 'what a shop writes, as the documents show it', mayImport: ['web'] },
  tests: {
    holds: 'suites across folders',
    mayImport: [
      ...['domain', 'examples', 'functions', 'infra', 'local', 'local/catalogue', 'local/emulator'],
      ...['resolvers', 'schema', 'scripts', 'simulation', 'tools', 'web'],
    ],
  },
  'web/admin/tests': { holds: "tests of the panel that need a browser's types", mayImport: ['domain', 'schema', 'tests', 'web'] },
  bench: {
    holds: 'measurements; they set up stacks as tests do',
    mayImport: ['domain', 'functions', 'infra', 'local', 'local/catalogue', 'local/emulator', 'schema', 'tests', 'tools'],
  },
};

/** The layer of a path that is relative to the root, `/` between its parts; undefined for none. */
export function layerOf(path: string): string | undefined {
  const folders = path.split('/').slice(0, -1);
  const candidates = folders.map((_folder, depth) => folders.slice(0, folders.length - depth).join('/'));
  return candidates.find((folder) => Object.hasOwn(layers, folder));
}
