"use strict";
new EventSource("/.changes").addEventListener("message", () => location.reload());
