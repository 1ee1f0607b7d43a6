/**
 * Fields that are declared with `accessor`. No version of Node has them, so that what compiles a flow makes a getter and a setter of each, over
 * something private; they are told by what they do, which is nothing but to read it.
 */
const readsPrivate =
  /^(?:get\s+)?[^(]*\(\)\s*\{\s*return\s+(?:__privateGet\d*\(this,\s*[\w$]+\)|this\.#[\w$]*accessor_storage[\w$]*)\s*;?\s*\}$/;

/** Their names, those that a class inherits included. */
export function accessorsOf(flow: object, root: object): string[] {
  const names = new Set<string>();
  for (
    let at: unknown = Object.getPrototypeOf(flow);
    isObject(at) && at !== root;
    at = Object.getPrototypeOf(at)
  ) {
    for (const [name, { get, set }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (get !== undefined && set !== undefined && readsPrivate.test(Function.prototype.toString.call(get)))
        names.add(name);
    }
  }
  return [...names];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
