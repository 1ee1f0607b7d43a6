import type { ReadStream } from 'node:tty';
import { complain } from './terminal.js';

/** What a terminal sends for keys that write nothing, such as arrows. */
const keys = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O[@-~]|.)/g;

/** Asks on the terminal for a secret, which is not shown while it is typed or pasted. */
export function askSecret(name: string, terminal: ReadStream = process.stdin): Promise<string> {
  complain(`${name} (secret): `);
  terminal.setRawMode(true);
  terminal.setEncoding('utf8');
  terminal.resume();
  return new Promise(resolve => {
    let typed = '';
    const leave = () => {
      terminal.off('data', hear);
      terminal.setRawMode(false);
      terminal.pause();
      complain('\n');
    };
    const hear = (text: string) => {
      for (const character of text.replace(keys, '')) {
        switch (character) {
          case '\r':
          case '\n':
          case '\u0004':
            leave();
            resolve(typed);
            return;
          case '\u0003':
            leave();
            // In raw mode the terminal leaves Ctrl+C to its reader.
            process.kill(process.pid, 'SIGINT');
            return;
          case '\u007f':
          case '\b':
            typed = [...typed].slice(0, -1).join('');
            break;
          default:
            if (character >= ' ') typed += character;
        }
      }
    };
    terminal.on('data', hear);
  });
}
