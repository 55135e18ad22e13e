"""A stand-in for a process of ours: answers on a port, and has a child of its own."""

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


if __name__ == "__main__":
    port, *wish = sys.argv[1:]
    if wish == ["broken"]:
        sys.exit("These settings are missing: RASA_URL.")
    subprocess.Popen(["sleep", f"1{port}"])
    HTTPServer(("127.0.0.1", int(port)), Ready).serve_forever()
