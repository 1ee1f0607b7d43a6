import { Refusal } from '../model/refusal.js';
import { checkFormat, existingStore } from '../store/home.js';

/** The store that commands about past runs look into. @throws Refusal when there is none. */
export function requireStore(): string {
  const store = existingStore(process.cwd());
  if (store === null || !checkFormat(store)) {
    const named = process.env.STEPWELL_STORE;
    if (named) {
      throw new Refusal(
        'store-missing',
        `STEPWELL_STORE is ${named}, where there is no run store: run a flow first, or set it to another folder`,
      );
    }
    throw new Refusal(
      'store-missing',
      `there is no run store at or above ${process.cwd()}: run a flow first, or set STEPWELL_STORE`,
    );
  }
  return store;
}
