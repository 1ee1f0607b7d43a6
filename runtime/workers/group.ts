/**
 * A worker leads a process group of its own, where there are such groups: Ctrl+C in the terminal does not reach it, and the
 * programs that its step started end with it.
 */
export const ownGroups = process.platform !== 'win32';

/** Ends a worker and whatever runs in its group, at once; the group also when its leader is gone already. */
export function endGroup(leader: number): void {
  for (const pid of ownGroups ? [-leader, leader] : [leader]) {
    try {
      process.kill(pid, 'SIGKILL');
      return;
    } catch {
      // Nobody is left in it.
    }
  }
}
