import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { Server } from './server.js';
import { warmUp } from './warm-up.js';

// `--node-ipc`, `--stdio`, `--socket=…` or `--pipe=…` says how to reach the client.
new Server(createConnection(ProposedFeatures.all)).register();
warmUp();
