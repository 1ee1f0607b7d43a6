import { Refusal } from '../../model/refusal.js';

/** Something in a store is what no store of ours would hold: it is neither read nor written nor removed. */
export class Unsafe extends Refusal {
  constructor(what: string) {
    super('unsafe-store', what);
  }
}
