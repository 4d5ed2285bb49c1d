"""What `bin/run --check` does: serve, ask /healthz, stop. Exit code 0 when it answered well."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

SECONDS = 90
SERVE = "import sys; from ravny.config.cli import main; sys.exit(main())"


def answers(port: str) -> bool:
    """Ask the desk whether it is well; no answer yet is not an answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz", headers={"Host": f"localhost:{port}"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and wait for it, by force only if it does not listen."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> int:
    """Return 0 when the server came up and said that it is well."""
    port = os.environ.get("RAVNY_PORT", "8000")
    if answers(port):
        print(f"Port {port} is taken by something that answers: set RAVNY_PORT to a free one.")
        return 1
    server = subprocess.Popen([sys.executable, "-c", SERVE, "serve"])
    try:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and server.poll() is None:
            if answers(port):
                print("Ravny serves and is well.")
                return 0
            time.sleep(0.3)
        print("Ravny did not come up: see what it says above.")
        return 1
    finally:
        stop(server)


if __name__ == "__main__":
    sys.exit(main())
