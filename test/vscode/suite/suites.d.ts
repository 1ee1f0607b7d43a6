/** Every `*.test.ts` of this folder; the bundler fills it in. */
declare module 'suites' {}
