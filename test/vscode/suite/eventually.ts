/** Looks again and again until what should become true is; then gives what was seen. Never sleeps for a guess. */
export async function eventually<T>(look: () => T | Promise<T>, limit = 15_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}
