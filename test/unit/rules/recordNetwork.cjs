// Loaded before a program (`node --require`): writes a line to NETWORK_LOG for every call that would reach another machine, and
// lets none through.
const { appendFileSync } = require('node:fs');

const log = process.env.NETWORK_LOG;

function forbid(object, name, label) {
  object[name] = () => {
    appendFileSync(log, `${label}\n`);
    throw new Error(`${label} was called`);
  };
}

const net = require('node:net');
forbid(net.Socket.prototype, 'connect', 'net.Socket.connect');
forbid(net.Server.prototype, 'listen', 'net.Server.listen');
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  forbid(require('node:dns'), name, `dns.${name}`);
  forbid(require('node:dns/promises'), name, `dns.promises.${name}`);
}
forbid(require('node:dgram'), 'createSocket', 'dgram.createSocket');
for (const name of ['fetch', 'WebSocket', 'EventSource']) forbid(globalThis, name, name);
