/** The package asks this first, so that an old Node gets a sentence. What it imports must be there in an old one, by name or at all. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 16))
  throw new Error(`stepwell needs Node 22.16 or newer, and this is ${process.version} (${process.execPath})`);
