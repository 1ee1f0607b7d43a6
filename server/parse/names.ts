/** What every flow has already, so that a step, parameter or artifact of that name would hide it. */
const reserved: ReadonlySet<string> = new Set([
  'next',
  'foreach',
  'merge',
  'current',
  'constructor',
  // An object with a `then` is taken for a promise.
  'then',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
]);

export function isReserved(name: string): boolean {
  return reserved.has(name);
}

/** A name that can stand behind `this.` and as a method's name. */
export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name);
}
