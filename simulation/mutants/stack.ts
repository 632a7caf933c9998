import type { Mutant } from './mutant.ts';

/** What the simulation stands on: a stack that is killed loses nothing that was answered. */
export const stackMutants: readonly Mutant[] = [
  {
    name: 'the database answers before it has written',
    file: 'local/emulator/dynamodb/embedded/file.ts',
    find: 'await this.#group?.committed;',
    replace: 'if (!call) await this.#group?.committed;',
    rates: { 'stack killed': 0.02 },
  },
];
