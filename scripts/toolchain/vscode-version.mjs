/** The VS Code that the tests run in. The server build of `4.x.y` carries VS Code `1.x.y`. */
export const vscodeVersion = '1.139.1';
export const codeServerVersion = '4.139.1';
