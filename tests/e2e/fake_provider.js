// Provider's listeners, good and bad: gRPC by @grpc/grpc-js, and in front of each what a provider
// has there, a server that ends TLS and answers browsers. Takes a list of listeners as JSON, prints
// {name: port} once all listen on loopback, and ends with its standard input.
//
// A listener: name; cert and key (PEM files; neither: plain text); kind: provider, stranger (gRPC
// of something else), node (JSON-RPC over HTTP/1.1) or page (a web server); of a provider also
// guid_off_by, block, network, version, failed (a verification), refuses (a gRPC status), cors: an
// object of headers, and drops_trailers.
'use strict';

const fs = require('fs');
const http = require('http');
const http2 = require('http2');
const https = require('https');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const LOOPBACK = '127.0.0.1';
const END_STREAM = 1;
const definition = loader.loadSync(path.join(__dirname, 'relayer.proto'),
                                   {keepCase: true, longs: String});
const {Relayer} = grpc.loadPackageDefinition(definition).lavanet.lava.pairing;

function listening(server) {
  return new Promise((resolve) => {
    server.listen(0, LOOPBACK, () => resolve(server.address().port));
  });
}

function answerProbe(listener, call, callback) {
  const {guid, spec_id, api_interface, with_verifications} = call.request;
  const trailers = new grpc.Metadata();
  if (listener.version) trailers.set('lavap-version', listener.version);
  if (listener.network) trailers.set('lavap-chain-id', listener.network);
  if (listener.refuses) {
    callback({code: listener.refuses, details: 'not served here', metadata: trailers});
    return;
  }
  const known = spec_id === 'ETH1' && api_interface === 'jsonrpc' && with_verifications;
  callback(null, {
    guid: String(BigInt(guid) + BigInt(listener.guid_off_by || 0)),
    latest_block: known ? listener.block : '0',
    lava_epoch: '1234',
    verifications: listener.failed ? [{name: listener.failed, passed: false}] : [],
  }, trailers);
}

async function grpcServer(listener) {
  const server = new grpc.Server();
  if (listener.kind === 'provider') {
    server.addService(Relayer.service,
                      {Probe: (call, callback) => answerProbe(listener, call, callback)});
  }
  return new Promise((resolve, reject) => {
    server.bindAsync(`${LOOPBACK}:0`, grpc.ServerCredentials.createInsecure(),
                     (error, port) => (error ? reject(error) : resolve(port)));
  });
}

// Hands a gRPC call over to the server behind, and what comes of it back.
function forward(listener, session, stream, headers) {
  const behind = session.request({...headers, ':scheme': 'http'});
  let trailers = {};
  behind.on('response', (response, flags) => {
    const isWhole = (flags & END_STREAM) !== 0;
    stream.respond(response, {endStream: isWhole, waitForTrailers: !isWhole});
  });
  behind.on('trailers', (received) => {
    if (!listener.drops_trailers) trailers = received;
  });
  behind.on('error', () => stream.close());
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.on('error', () => behind.close());
  stream.pipe(behind);
  behind.pipe(stream);
}

async function grpcFront(listener, tls) {
  const session = http2.connect(`http://${LOOPBACK}:${await grpcServer(listener)}`);
  const server = tls ? http2.createSecureServer(tls) : http2.createServer();
  server.on('stream', (stream, headers) => {
    if ((headers['content-type'] || '').startsWith('application/grpc')) {
      forward(listener, session, stream, headers);
    } else {
      stream.respond({':status': 200, ...listener.cors}, {endStream: true});
    }
  });
  return server;
}

function answerAsNode(request, response) {
  let body = '';
  request.on('data', (bytes) => { body += bytes; });
  request.on('end', () => {
    let id = null;
    try {
      id = JSON.parse(body).id;
    } catch {
      response.writeHead(415, {'content-type': 'text/plain'});
      response.end('invalid content type, only application/json is supported');
      return;
    }
    response.writeHead(200, {'content-type': 'application/json'});
    response.end(JSON.stringify({jsonrpc: '2.0', id,
                                 error: {code: -32601, message: 'the method does not exist'}}));
  });
}

function answerAsPage(request, response) {
  response.writeHead(404, {'content-type': 'text/html'});
  response.end('<html>nothing here</html>');
}

async function start(listener) {
  const tls = listener.cert && {cert: fs.readFileSync(listener.cert),
                                key: fs.readFileSync(listener.key)};
  if (listener.kind === 'provider' || listener.kind === 'stranger') {
    return listening(await grpcFront(listener, tls));
  }
  const answer = listener.kind === 'node' ? answerAsNode : answerAsPage;
  return listening(tls ? https.createServer(tls, answer) : http.createServer(answer));
}

async function main() {
  const ports = {};
  for (const listener of JSON.parse(process.argv[2])) {
    ports[listener.name] = await start(listener);
  }
  process.stdout.write(`${JSON.stringify(ports)}\n`);
  process.stdin.on('end', () => process.exit(0));
  process.stdin.resume();
}

main();
