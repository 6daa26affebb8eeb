// Takes orders in memory: the smallest application that PM2 keeps, Nginx stands before, and `holdfast launch` starts.
"use strict";

const http = require("node:http");

const EX_CONFIG = 78; // sysexits.h: the configuration is wrong
const SLOWEST = 30_000; // milliseconds that ?ms= may ask for
const LARGEST_BODY = 16 * 1024;
const MOST_ORDERS = 10_000;
const GRACE = 8_000; // milliseconds for requests in flight; less than kill_timeout in ecosystem.config.js

const port = Number(process.env.PORT ?? 3000);
const missing = ["DATABASE_URL"].filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`sweetorder-node does not start: missing: ${missing.join(", ")}`);
  process.exit(EX_CONFIG);
}
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error("sweetorder-node does not start: PORT: expected a whole number from 1 to 65535");
  process.exit(EX_CONFIG);
}

const orders = [];
let inFlight = 0;
let stopping = false;

function answer(response, status, content, headers = {}) {
  const body = JSON.stringify(content);
  const length = Buffer.byteLength(body);
  // A connection that is kept open would keep the process from ending.
  const last = stopping ? { Connection: "close" } : {};
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": length, ...last, ...headers });
  response.end(body);
}

function place(request, response) {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (part) => {
    if (body === null) return;
    body += part;
    if (body.length <= LARGEST_BODY) return;
    body = null;
    answer(response, 413, { error: "the body is too large" }, { Connection: "close" });
  });
  request.on("end", () => {
    if (body === null) return;
    const order = parsed(body);
    if (order === null) return answer(response, 422, { error: "expected a JSON object with a cake" });
    if (orders.length >= MOST_ORDERS) return answer(response, 507, { error: "no room for another order" });
    orders.push({ id: orders.length + 1, cake: order.cake });
    answer(response, 201, orders.at(-1));
  });
}

function parsed(body) {
  try {
    const order = JSON.parse(body);
    return typeof order?.cake === "string" && order.cake !== "" ? order : null;
  } catch {
    return null;
  }
}

function route(request, response, url) {
  if (url.pathname === "/" && request.method === "GET") {
    const about = { service: "sweetorder-node", process: process.pid, database: "configured", in_flight: inFlight };
    return answer(response, 200, about);
  }
  if (url.pathname === "/orders" && request.method === "GET") return answer(response, 200, { orders });
  if (url.pathname === "/orders" && request.method === "POST") return place(request, response);
  answer(response, 404, { error: "not found" });
}

const server = http.createServer((request, response) => {
  inFlight += 1;
  response.on("close", () => (inFlight -= 1));
  const url = URL.parse(request.url, "http://localhost");
  if (url === null) return answer(response, 400, { error: "not an address" });
  // ?ms=500 answers after half a second, so that a test has a request in flight.
  const wait = Math.min(Math.max(Number(url.searchParams.get("ms")) || 0, 0), SLOWEST);
  if (wait === 0) return route(request, response, url);
  setTimeout(() => route(request, response, url), wait);
});

function stop() {
  if (stopping) return;
  stopping = true;
  // No new connections; requests in flight are answered, and idle keep-alive connections are closed.
  server.close(() => process.exit(0));
  setTimeout(() => process.exit(1), GRACE).unref();
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);

server.listen(port, "127.0.0.1", () => {
  console.log(`sweetorder-node listens on ${port}`);
  process.send?.("ready");
});
