/** Trials take long, and what is small enough to be read need not be the smallest. */
const mostTrials = 40;

/** The text of a flow with as much of it left out as still shows the same fault: members whole, and lines of their bodies. */
export async function shrunk(text: string, shows: (text: string) => Promise<boolean>): Promise<string> {
  let left = text;
  let trials = 0;
  const without = async (parts: readonly string[]): Promise<void> => {
    for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < parts.length && trials < mostTrials; at += size) {
        const gone = parts.slice(at, at + size).filter(part => left.includes(part));
        const fewer = gone.reduce((rest, part) => rest.replace(part, () => ''), left);
        if (gone.length === 0) continue;
        trials++;
        if (await shows(fewer)) left = fewer;
      }
    }
  };
  await without(left.match(/^ {4}\S.*\n/gm) ?? []);
  await without(left.match(/^ {2}@step(?:.*\n)+? {2}\}\n/gm) ?? []);
  await without(
    left.match(/^ {2}(?:async |get |set )*#?\w+(?:\(\)|\(to: \w+\)| = \(\) =>| = function).*\n/gm) ?? [],
  );
  return left;
}
