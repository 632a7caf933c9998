import type { Group } from './groups.ts';

/**
 * Runs a task for every group, at most `limit` at once and never two that touch the same level: of
 * transactions that meet, all but one are cancelled, and paid. A task answers with what is left of
 * its group; the levels of that group are then left alone. Answers with all that is left, for
 * another round.
 */
export async function runDisjoint(groups: readonly Group[], limit: number, task: (group: Group) => Promise<Group[]>): Promise<Group[]> {
  const waiting = new Set(groups);
  const underWay = new Set<Promise<void>>();
  const taken = new Set<string>();
  const left: Group[] = [];

  async function run(group: Group): Promise<void> {
    const rest = await task(group);
    left.push(...rest);
    if (rest.length === 0) for (const level of group.levels) taken.delete(level);
  }

  function start(group: Group): void {
    waiting.delete(group);
    for (const level of group.levels) taken.add(level);
    const work = run(group).finally(() => underWay.delete(work));
    underWay.add(work);
  }

  for (;;) {
    for (const group of waiting) {
      if (underWay.size >= limit) break;
      if (group.levels.every((level) => !taken.has(level))) start(group);
    }
    if (underWay.size === 0) return [...left, ...waiting];
    await Promise.race(underWay);
  }
}
