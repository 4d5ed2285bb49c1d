"""A site on loopback that puts words wherever a browser can keep them."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

import cramjam

from .words import Canary, new_canary

WORKER = "a script of a worker"
PLACES = (
    "local storage", "session storage", "a large value of IndexedDB", "a key of IndexedDB",
    "a deleted value of IndexedDB", "cache of a worker", WORKER, "HTTP cache, gzip",
    "HTTP cache, brotli", "a typed value", "a title", "an address", "a cookie", "autofill",
)  # fmt: skip


def plant() -> dict[str, Canary]:
    """Return a word for each place, in both scripts by turns."""
    return {
        place: new_canary(f"site {place}", "sealed", "cyrillic" if at % 2 else "latin")
        for at, place in enumerate(PLACES)
    }


def hidden(word: str) -> str:
    """Return a text in which a packer writes the word as pieces of what came before it."""
    return f"{word[:6]}- {word[3:10]}- {word[7:14]}- {word[11:]}- {word}"


SCRIPT = """
const words = %s;
const asked = request => new Promise((good, bad) => {
  request.onsuccess = () => good(request.result);
  request.onerror = () => bad(request.error);
});
const done = moves => new Promise((good, bad) => {
  moves.oncomplete = good; moves.onabort = () => bad(moves.error);
});
async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
function noise(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536)
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65536, length)));
  return bytes;
}
async function shelve() {
  const request = indexedDB.open('shelf', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('things');
    request.result.createObjectStore('keyed', {keyPath: 'code'});
  };
  const shelf = await asked(request);
  const write = async work => {
    const moves = shelf.transaction(['things', 'keyed'], 'readwrite', {durability: 'strict'});
    work(moves.objectStore('things'), moves.objectStore('keyed'));
    await done(moves);
  };
  await write((things, keyed) => {
    things.put(words['a deleted value of IndexedDB'], 'gone');
    keyed.put({code: words['a key of IndexedDB']});
    things.put({text: 'a '.repeat(3000) + words['a large value of IndexedDB']}, 'large');
  });
  await write(things => things.delete('gone'));
  // So much that what was written first is packed into tables.
  for (let at = 0; at < 200; at += 20)
    await write(things => {
      for (let more = at; more < at + 20; more += 1) things.put(noise(30000), 'noise ' + more);
    });
}
async function everything() {
  localStorage.setItem('a', words['local storage']);
  sessionStorage.setItem('a', words['session storage']);
  const cache = await caches.open('kept');
  await cache.put('/kept', new Response(await packed(words['cache of a worker'])));
  for (const way of ['gzip', 'brotli']) await fetch('/' + way).catch(() => undefined);
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  await shelve();
}
"""

PAGE = """<!doctype html><meta charset="utf-8"><title>%s</title>
<form action="/sent" method="post"><input id="typed" name="typed">
<input id="name" name="given-name" autocomplete="given-name"><button>Send</button></form>
<script>%s</script>"""


class Site(BaseHTTPRequestHandler):
    """Answers with the words of its server, each where it belongs."""

    server: "_Server"

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).path)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer("/sent")

    def log_message(self, *told: object) -> None:
        """Say nothing."""

    def _answer(self, path: str) -> None:
        headers, body = _answered(path, self.server.words)
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    words: dict[str, str]


def _answered(path: str, words: dict[str, str]) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body of an address."""
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
    if path == "/":
        cookie = quote(words["a cookie"])
        headers["Set-Cookie"] = f"a={cookie}; Max-Age=86400; Path=/"
        return headers, (PAGE % (words["a title"], SCRIPT % json.dumps(words))).encode()
    if path == "/worker.js":
        headers["Content-Type"] = "text/javascript; charset=utf-8"
        return headers, f"const a = '{words[WORKER]}';".encode()
    if path in ("/gzip", "/brotli"):
        headers["Cache-Control"] = "max-age=86400"
        headers["Content-Encoding"] = "gzip" if path == "/gzip" else "br"
        pack = gzip.compress if path == "/gzip" else cramjam.brotli.compress
        return headers, bytes(pack(hidden(words[f"HTTP cache, {path[1:]}"]).encode()))
    return headers, b"<!doctype html><title>x</title>"


@contextmanager
def served(words: dict[str, Canary]) -> Iterator[str]:
    """Serve the site until the block ends; the address is the block's."""
    server = _Server(("127.0.0.1", 0), Site)
    server.words = {place: one.word for place, one in words.items()}
    large = "a large value of IndexedDB"
    server.words[large] = hidden(server.words[large])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
