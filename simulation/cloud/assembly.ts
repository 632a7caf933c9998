import { makeBuild } from '../../local/built.ts';
import { synthesise } from '../../local/template/synthesise.ts';
import type { Assembly } from '../../local/emulator/template/reader.ts';

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
