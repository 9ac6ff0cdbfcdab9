// What a server says when it has started: for people as a table, for machines as log lines.

import { relative } from 'node:path';

import type { RouteGeneration } from '../routing/routes.ts';
import type { Log } from '../observe/logger.ts';
import type { ListeningSocket, Server } from './composition.ts';

/** What is told. */
export interface Started {
  readonly version: string;
  readonly configFile: string;
  readonly routes: RouteGeneration;
  readonly server: Pick<Server, 'sockets' | 'modules' | 'risks'>;
  /** Milliseconds from the start of the process. */
  readonly took: number;
}

/**
 * The table for a terminal.
 *
 * @param cwd paths below this folder are written relative to it
 * @returns lines with a final line feed
 */
export function banner(started: Started, color: boolean, cwd: string): string {
  const paint = (style: string, text: string): string => (color ? `\x1b[${style}m${text}\x1b[0m` : text);
  const row = (name: string, lines: readonly string[]): string =>
    lines.map((line, index) => `  ${paint('2', (index === 0 ? name : '').padEnd(9))} ${line}\n`).join('');
  const near = (file: string): string => (file.startsWith(`${cwd}/`) ? relative(cwd, file) : file);
  const { server, routes } = started;
  return [
    `${paint('1', `ksr ${started.version}`)}  ${paint('2', `node ${process.versions.node}, process ${process.pid}`)}\n\n`,
    row('listens', server.sockets.map(socketLine)),
    row('config', [near(started.configFile)]),
    row('routes', [`${near(routes.file)}: ${routes.names.join(', ')}`]),
    row('modules', [server.modules.join(', ') || 'none']),
    row(
      'beware',
      server.risks.map((risk) => paint('33', risk)),
    ),
    `\n${paint('32', 'ready')} after ${Math.round(started.took)} ms; Ctrl-C stops it\n`,
  ].join('');
}

/** The same as log lines; the last one is `ready`. */
export function logStarted(started: Started, log: Log): void {
  const { server, routes } = started;
  log.info(`ksr ${started.version}`, {
    version: started.version,
    node: process.versions.node,
    pid: process.pid,
    config: started.configFile,
  });
  for (const socket of server.sockets) {
    log.info(`listens on ${socketLine(socket)}`, { socket: socket.text, advertised: advertised(socket) || undefined });
  }
  log.info(`routes ${routes.file}`, { routes: routes.file, exports: routes.names.join(',') });
  log.info(`modules ${server.modules.join(', ') || 'none'}`, { modules: server.modules.join(',') });
  for (const risk of server.risks) log.warn(risk);
  log.info('ready', { ms: Math.round(started.took) });
}

function socketLine(socket: ListeningSocket): string {
  const told = advertised(socket);
  return told ? `${socket.text}, which peers know as ${told}` : socket.text;
}

function advertised(socket: ListeningSocket): string {
  if (!socket.advertisedHost) return '';
  const host = socket.advertisedHost.includes(':') ? `[${socket.advertisedHost}]` : socket.advertisedHost;
  return socket.advertisedPort > 0 ? `${host}:${socket.advertisedPort}` : host;
}
