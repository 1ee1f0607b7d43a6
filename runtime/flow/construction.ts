/**
 * What `parameter.…` gives while a flow is being constructed. The class's field initialisers call it one after the other, and it
 * can't know the name of the field it is called for; so a first construction watches which field each value ends up in,
 * and later ones hand out the values in the same order.
 */
export type Construction =
  | { readonly kind: 'discover'; readonly declared: Declared[]; latest: Declared | null }
  | { readonly kind: 'values'; readonly values: readonly unknown[]; next: number };

export interface Declared {
  readonly definition: object;
  /** What stands for the parameter's value. */
  readonly value: unknown;
  /** The field; null when an initialiser made something else of the value. */
  name: string | null;
  /** Some other initialiser, or the constructor, read the value. */
  used: boolean;
}

let current: Construction | null = null;

export function constructing(): Construction | null {
  return current;
}

export function construct<T>(construction: Construction, make: () => T): T {
  const outer = current;
  current = construction;
  try {
    return make();
  } finally {
    current = outer;
  }
}

/** The instance that fields are to be initialised on: itself, or while parameters are discovered one that watches. */
export function underConstruction<T extends object>(instance: T): T {
  const construction = current;
  if (construction?.kind !== 'discover') return instance;
  const byField = new Map<PropertyKey, Declared>();
  return new Proxy(instance, {
    // Both a field's definition and an assignment come here.
    defineProperty(target, key, descriptor) {
      const { latest } = construction;
      construction.latest = null;
      const before = byField.get(key);
      if (before !== undefined && !Object.is(descriptor.value, before.value)) {
        // A class that extends the one with the parameter gives the field something else.
        before.name = null;
        byField.delete(key);
      }
      if (latest !== null && Object.is(descriptor.value, latest.value) && typeof key === 'string') {
        latest.name = key;
        byField.set(key, latest);
      }
      return Reflect.defineProperty(target, key, descriptor);
    },
    get(target, key, receiver) {
      const declared = byField.get(key);
      if (declared !== undefined) declared.used = true;
      return Reflect.get(target, key, receiver);
    },
  });
}

/** A stand-in for a value that is not known yet: it bears whatever an initialiser does with it. */
export function standIn(): unknown {
  const stand: unknown = new Proxy(() => undefined, {
    get(_target, key) {
      if (key === Symbol.toPrimitive) return () => 0;
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      return stand;
    },
    apply: () => stand,
    construct: () => stand as object,
    set: () => true,
  });
  return stand;
}
