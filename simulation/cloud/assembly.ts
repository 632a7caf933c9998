import { makeBuild } from '../../local/built.ts';
import type { Assembly } from '../../local/emulator/template/reader.ts';
import { synthesise } from '../../local/template/synthesise.ts';

let assembly: Promise<Assembly> | undefined;

/** What a deploy of the stage `local` uploads; read once a process. */
export function openAssembly(): Promise<Assembly> {
  assembly ??= synthesise();
  return assembly;
}

/** Builds what is not built yet: before the first run, which takes the process for itself. */
export async function buildAssembly(): Promise<void> {
  await makeBuild();
}

/** Lets the runs of this process have other code than what was built. */
export function replaceCode(change: (assembly: Assembly) => Assembly): void {
  assembly = openAssembly().then(change);
}
