/** Scripts of package.json that belong together, and what each does. */
interface Group {
  group: string;
  scripts: Readonly<Record<string, string>>;
}

/**
 * What each script of package.json does: JSON takes no comments. `npm run help` and the table in
 * CONTRIBUTING.md are made of it, and a test compares it with package.json.
 */
export const commands: readonly Group[] = [
  {
    group: 'Every day',
    scripts: {
      help: 'this list',
      start: 'the whole stack, from your working copy; restart it after a change',
      test: 'what has to be green: generated files, format, lint, types, synth, all tests',
      'test:unit': 'the tests that need nothing running, on all cores',
      'test:integration': 'the API over HTTP against one stack',
      lint: 'ESLint, the walls between folders included (`layers.ts`)',
      types: 'the types of every file, each with the settings of the place where it runs',
      format: 'Prettier, which changes files',
      sim: 'the whole system in one process, with faults and a virtual clock; docs/testing.md',
      'sim:mutants': 'whether the simulation finds more than forty rules that it breaks on purpose; half an hour',
      generate: 'after a change of `schema/`, `examples/`, `infra/`, settings, commands or packages: the files that follow from them',
    },
  },
  {
    group: 'What a stage is run with',
    scripts: {
      import: 'brings many levels to what a CSV file says; `--dry-run`, `--initial`',
      export: 'writes the levels, each with its version, to a CSV file',
      audit: 'proves that stock, reservations, history and status agree, and repairs',
      'replay-events': 'sends what happened between two moments to the event bus again',
      redrive: 'hands records that a function gave up to it again',
      deploy: 'builds everything and deploys a stage to your AWS account',
      destroy: 'takes a test stage away',
      conformance: "the API's black-box suites against a stage that runs",
      costs: 'what a stage costs a month, as docs/operations.md has it',
    },
  },
  {
    group: 'Measurements, on an idle machine',
    scripts: {
      replay: '512 real invoices through a running stack, and whether all adds up',
      bench: 'what each operation takes, costs and grows to, as docs/performance.md has it; a quarter of an hour',
      'bench:contention': 'what a crowd at one product gets through, on a stack of its own',
      'bench:expiry': 'how long the sweeper takes for 100,000 due reservations; some minutes',
      'bench:alerts': 'how long the check takes for 1,000 low levels of 1,000,000; many minutes',
      'bench:panel':
        'frames of the admin panel with 50,000 levels, how long it takes to open, and a change to a screen; a quarter of an hour',
    },
  },
  {
    group: 'Parts of `npm test`',
    scripts: {
      build: 'bundles of resolvers and functions, and the site',
      'pack:client': 'the client as the package `@onhand/client`, a tarball in `build/`',
      'check:format': 'whether Prettier would change something',
      'check:sizes': 'whether scripts and pages are within their budgets',
      'check:bundles': "the types of the resolver bundles, by AppSync's rules; after `build`",
      'check:synth': 'the CloudFormation template of a stage',
    },
  },
];
