// What pages can do better with a script: a copy in the making appears by
// itself, a file can be dropped, a record printed. Every page works without.
"use strict";

// A copy is being made: ask for the page again until it says no more waiting.
const poll = document.querySelector("[data-poll]");
if (poll) {
  const until = Date.now() + 60_000;
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.ok && !page.querySelector("[data-poll]")) {
        location.reload();
        return;
      }
    } catch {
      // The network is away for a moment; ask again below.
    }
    if (Date.now() < until) setTimeout(ask, 1000);
    else location.reload();
  };
  setTimeout(ask, 800);
}

// A delivery is being worked on: show how far it is, and the page anew when the
// work is done.
const follow = document.querySelector("[data-follow]");
if (follow) {
  const events = new EventSource(follow.dataset.follow);
  const bar = follow.querySelector("[data-follow-bar]");
  const rows = follow.querySelector("[data-follow-rows]");
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    bar.value = now.percent;
    rows.textContent = rows.dataset.text.replace("{n}", now.rows.toLocaleString("en"));
  });
  events.addEventListener("done", () => {
    events.close();
    location.reload();
  });
}

// The file field of a drop zone takes files dropped anywhere in the zone, and
// names them where there are several.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  zone.classList.add("drop-ready");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("drop-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("drop-over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change"));
  });
  const names = zone.querySelector("[data-drop-list]");
  if (names) {
    field.addEventListener("change", () => {
      names.replaceChildren(...Array.from(field.files, (file) => {
        const item = document.createElement("li");
        item.textContent = file.name;
        return item;
      }));
      names.hidden = field.files.length < 2;
    });
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A form with problems begins at their summary.
document.getElementById("problems")?.focus();
