import { createHash } from 'node:crypto';

/**
 * The ids under which git may have a text file with these bytes: as they are, and with the other kind of line ends, which git changes between a commit and
 * a working folder where it is told to. The algorithm is that of an id of this length.
 */
export function blobIds(bytes: Buffer, idLength: number): ReadonlySet<string> {
  const algorithm = idLength === 64 ? 'sha256' : 'sha1';
  // One character a byte, so that every other byte stays what it is.
  const unix = bytes.toString('latin1').replaceAll('\r\n', '\n');
  const forms = [bytes, Buffer.from(unix, 'latin1'), Buffer.from(unix.replaceAll('\n', '\r\n'), 'latin1')];
  return new Set(
    forms.map(form => createHash(algorithm).update(`blob ${form.length}\0`).update(form).digest('hex')),
  );
}
